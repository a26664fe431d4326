# Sourced by package.sh and install-test/run: which glibc the packages require, and the systems that prove it.
# shellcheck shell=bash

# The systems on which the install test starts rttd, oldest first: architecture, glibc, debootstrap's name, and for
# systems that no longer change, the SHA-256 of the list that authenticates all their packages.
glibc_systems() {
  cat <<'SYSTEMS'
amd64 2.23 xenial ce816774886f565d152b0b233fd715af3aa966fefb2277546bce75fdcf9ae996
amd64 2.31 bullseye
amd64 2.35 jammy 269a3a900ff8b8bc9bc3c6743f9927d90c4b81ad34b35c2753f8d9aadff926da
amd64 2.36 bookworm
arm64 2.31 bullseye
arm64 2.36 bookworm
SYSTEMS
}

# The glibc that a runtime's packages require: that of the oldest system on which they are started, even if the
# runtime's symbols would accept an older one. If all systems are too old: the version that the symbols need.
claimed_glibc() { # ARCHITECTURE NEEDED
  local architecture glibc rest
  while read -r architecture glibc rest; do
    if [[ $architecture == "$1" && $(printf '%s\n' "$2" "$glibc" | sort -V | head -n 1) == "$2" ]]; then
      echo "$glibc"
      return
    fi
  done < <(glibc_systems)
  echo "$2"
}

# The name and checksum of the system with that glibc; fails if there is none.
system_with_glibc() { # ARCHITECTURE GLIBC
  glibc_systems | awk -v architecture="$1" -v glibc="$2" \
    '$1 == architecture && $2 == glibc { print $3, $4; found = 1 } END { exit !found }'
}

# The best known systems that have a glibc or a newer one, the oldest of each kind. Those with a systemd older than 239,
# which the unit needs, are not among them: Amazon Linux 2, RHEL 7, Ubuntu 18.04.
systems_with_glibc() { # GLIBC
  local glibc system family
  local families=, systems=()
  while read -r glibc system; do
    family=${system%% [0-9]*}
    if [[ $families != *",$family,"* && $(printf '%s\n' "$1" "$glibc" | sort -V | head -n 1) == "$1" ]]; then
      families+="$family,"
      systems+=("$system")
    fi
  done <<'KNOWN'
2.28 RHEL 8
2.28 Debian 10
2.31 Debian 11
2.31 SLES 15 SP3
2.31 Ubuntu 20.04
2.34 RHEL 9
2.34 Amazon Linux 2023
2.35 Ubuntu 22.04
2.36 Debian 12
2.38 SLES 15 SP6
2.39 RHEL 10
2.39 Ubuntu 24.04
2.41 Debian 13
KNOWN
  printf '%s and newer\n' "$(IFS=,; echo "${systems[*]}" | sed 's/,/, /g')"
}
