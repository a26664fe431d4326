# Sourced by dev: what `./dev package` does.
# shellcheck shell=bash

# Sets runtime to Maven's arguments for the packages' Java runtime: that of a given JDK, whose jlink has to run here.
# Which machine it is for, and which glibc it asks for, the JDK itself says.
find_runtime() { # JDK
  local line glibc
  local architecture=
  [[ -r $1/release && -x $1/bin/jlink ]] || die "$1 is no JDK that a runtime can be taken from: no release, or no jlink."
  while IFS= read -r line; do
    if [[ $line =~ ^OS_ARCH=\"(.*)\" ]]; then
      architecture=${BASH_REMATCH[1]}
    fi
  done <"$1/release"
  glibc=$(grep -aoh 'GLIBC_2\.[0-9]*' "$1/bin/java" "$1/lib/libjava.so" "$1/lib/server/libjvm.so" |
    sed 's/GLIBC_//' | sort -uV | tail -n 1)
  runtime=(-Druntime.jdk="$1" -Dglibc.version="$glibc")
  case $architecture in
    x86_64 | amd64) runtime+=(-Ddeb.architecture=amd64 -Drpm.architecture=x86_64 -Djna.architecture=linux-x86-64) ;;
    aarch64) runtime+=(-Ddeb.architecture=arm64 -Drpm.architecture=aarch64 -Djna.architecture=linux-aarch64) ;;
    *) die "$1 is for $architecture; packages are made for x86_64 and aarch64." ;;
  esac
}

run_package() { # [--runtime JDK] [--test] [--reproducible]
  local test=no reproducible=no
  local runtime=()
  local jdk=()
  while (($#)); do
    case $1 in
      --test) test=yes ;;
      --reproducible) reproducible=yes ;;
      --runtime)
        jdk=(--runtime "$(readlink -f -- "${2:?--runtime needs a JDK}")")
        find_runtime "${jdk[1]}"
        shift
        ;;
      *) die "package knows --runtime JDK, --reproducible and --test, not $1." ;;
    esac
    shift
  done
  require_toolchain
  if [[ $reproducible == yes ]]; then
    show_reproducible ${jdk[@]+"${jdk[@]}"}
  else
    build_packages
  fi
  ls -l "$root"/packaging/target/rttd*.{deb,rpm,tar.gz}
  if [[ $test == yes ]]; then
    want_tools debootstrap ip lintian rpm rpmlint setpriv socat
    "$root/packaging/install-test/run" "$root"/packaging/target/rttd*.{deb,rpm}
  fi
}

build_packages() {
  say 'packaging'
  rm -f "$root"/packaging/target/rttd*.{deb,rpm,tar.gz}
  build_with -DskipTests -Dmdep.analyze.skip -Ppackages ${runtime[@]+"${runtime[@]}"} package >&2 ||
    die 'the build failed; the reason is above.'
}

# Two builds, each from nothing, in two folders: the second is what git has of this one, elsewhere. What is not
# committed is not in it.
show_reproducible() {
  local copy first second
  [[ -z $(git -C "$root" status --porcelain) ]] || die 'package --reproducible: commit first.'
  maven -q clean
  build_packages
  first=$(package_sums "$root")
  copy=$(mktemp -d)
  git -C "$root" archive HEAD | tar -xf - -C "$copy"
  "$copy/dev" package "$@" >&2 || die "the second build failed, in $copy."
  second=$(package_sums "$copy")
  rm -rf "$copy"
  printf '%s\n' "$first"
  [[ $first == "$second" ]] || die "the second build gave others:
$second"
  say 'two builds, the same bytes'
}

package_sums() { # FOLDER
  (cd "$1/packaging/target" && sha256sum rttd*.{deb,rpm,tar.gz})
}
