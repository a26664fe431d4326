# Sourced by install-test/run: prints one line per check, followed by the error if it failed.
# shellcheck shell=bash

failed=0
skipped=0
table=()

# check WHAT COMMAND…: runs it; its output is shown only if it fails.
check() {
  local what=$1 output
  shift
  if output=$("$@" 2>&1); then
    table+=("ok      $what")
  else
    table+=("FAILED  $what")
    failed=$((failed + 1))
    printf '%s\n' "$output" | sed 's/^/    /' >&2
  fi
  printf '%s\n' "${table[-1]}" >&2
}

# Reports a check that cannot run here, and why.
skip() { # WHAT REASON
  skipped=$((skipped + 1))
  table+=("skipped $1: $2")
  printf '%s\n' "${table[-1]}" >&2
}

# A measured figure for the table, which is not checked.
figure() { # WHAT VALUE
  table+=("        $1: $2")
  printf '%s\n' "${table[-1]}" >&2
}

at_most() { # LIMIT VALUE
  (($2 <= $1)) || { echo "$2 is more than $1" && return 1; }
}

same() { # EXPECTED ACTUAL
  diff <(printf '%s\n' "$1") <(printf '%s\n' "$2") || { echo '(<: expected, >: was)' && return 1; }
}

holds() { # FILE TEXT: an extended regular expression
  grep -qE -- "$2" "$1" || { echo "no $2 in $1:" && tail -n 20 "$1" && return 1; }
}

absent() { # PATH…
  local path
  for path in "$@"; do
    [[ ! -e $path && ! -L $path ]] || { echo "$path is there" && return 1; }
  done
}

# What the training of an installed package makes: a cache, or an archive of classes if its runtime is older.
trained_file() { # ROOT
  local lib=$1/usr/lib/rttd/lib version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/usr/lib/rttd/runtime/release")
  if ((version >= 25)); then echo "$lib/rttd.aot"; else echo "$lib/rttd.jsa"; fi
}

# until_true SECONDS COMMAND…
until_true() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || { echo "not within the time: $*" && return 1; }
    sleep 0.2
  done
}

summary() {
  printf '\n%s\n' "---- $1"
  printf '%s\n' "${table[@]}"
  printf '\n%s\n' "$failed failed, $skipped skipped"
  ((failed == 0))
}
