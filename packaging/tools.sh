# Sourced by dev: finds JDK, Maven, libpcap and other tools, or installs them with apt-get, dnf or the like.
# shellcheck shell=bash

oldest_jdk=17 # the code's language level
newest_jdk=25 # the newest one that Error Prone is known to support
oldest_maven=3.6.3

# ---- JDK --------------------------------------------------------------------------------------

# The major version of the JDK in a folder; empty if there is none that can compile.
jdk_version() {
  local line
  [[ -x $1/bin/javac && -r $1/release ]] || return 0
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"([0-9]+) ]]; then
      printf '%s' "${BASH_REMATCH[1]}"
    fi
  done <"$1/release"
}

usable_jdk() {
  local version
  version=$(jdk_version "$1")
  [[ -n $version ]] && ((version >= oldest_jdk && version <= newest_jdk))
}

# Sets JAVA_HOME to a JDK that can build rttd: itself, the one in PATH, or an installed one.
find_jdk() {
  local candidate javac
  local candidates=()
  [[ -z ${JAVA_HOME:-} ]] || candidates+=("$JAVA_HOME")
  if javac=$(command -v javac); then
    candidates+=("$(dirname -- "$(dirname -- "$(readlink -f -- "$javac")")")")
  fi
  candidates+=(/usr/lib/jvm/*17* /usr/lib/jvm/*21* /usr/lib/jvm/* /usr/java/* /opt/java/*)
  for candidate in "${candidates[@]}"; do
    if usable_jdk "$candidate"; then
      if [[ -n ${JAVA_HOME:-} && $candidate != "$JAVA_HOME" ]]; then
        say "JAVA_HOME is $JAVA_HOME, which is not a JDK $oldest_jdk to $newest_jdk: using $candidate"
      fi
      export JAVA_HOME=$candidate
      # Some distributions' mvn prefers another Java; all of them respect JAVACMD.
      export JAVACMD=$candidate/bin/java
      return 0
    fi
  done
  return 1
}

# ---- what else is needed ----------------------------------------------------------------------

mvn=mvn

# Without mvn in PATH, uses the wrapper, if it can download Maven.
usable_maven() {
  local version
  have mvn || mvn=$root/mvnw
  have mvn || have curl || have wget || return 1
  version=$("$mvn" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
  [[ -n $version ]] || return 1
  [[ $(printf '%s\n%s\n' "$oldest_maven" "$version" | sort -V | head -n 1) == "$oldest_maven" ]]
}

usable_libpcap() {
  local found
  found=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -F 'libpcap.so' || true)
  [[ -n $found ]] || compgen -G '/usr/lib*/libpcap.so*' >/dev/null ||
    compgen -G '/usr/lib/*/libpcap.so*' >/dev/null
}

# ---- installing -------------------------------------------------------------------------------

installer() {
  local tool
  for tool in apt-get dnf microdnf yum; do
    if have "$tool"; then
      printf '%s' "$tool"
      return 0
    fi
  done
  return 1
}

# The package for a need, as this installer names it. A name with | lists alternatives, best first.
package_for() { # INSTALLER NEED
  case $1:$2 in
    apt-get:jdk) echo 'openjdk-17-jdk-headless|openjdk-21-jdk-headless|openjdk-25-jdk-headless' ;;
    *:jdk) echo 'java-17-openjdk-devel|java-21-openjdk-devel|java-25-openjdk-devel' ;;
    *:maven) echo maven ;;
    apt-get:libpcap) echo 'libpcap0.8t64|libpcap0.8' ;;
    *:libpcap) echo libpcap ;;
    apt-get:ip | apt-get:ss) echo iproute2 ;;
    *:ip | *:ss) echo iproute ;;
    apt-get:apt-ftparchive) echo apt-utils ;;
    apt-get:createrepo_c) echo createrepo-c ;;
    apt-get:gpg) echo gnupg ;;
    *:gpg) echo gnupg2 ;;
    apt-get:rpmsign) echo rpm ;;
    *:rpmsign) echo rpm-sign ;;
    *:man) echo man-db ;;
    apt-get:setcap) echo libcap2-bin ;;
    *:setcap) echo libcap ;;
    *:setpriv) echo util-linux ;;
    *) echo "$2" ;;
  esac
}

package_exists() { # INSTALLER PACKAGE
  case $1 in
    apt-get) [[ -n $(apt-cache show --no-all-versions "$2" 2>/dev/null) ]] ;;
    dnf | yum) "$1" -q info "$2" >/dev/null 2>&1 ;;
    microdnf) microdnf repoquery "$2" 2>/dev/null | grep -q . ;;
  esac
}

# Picks the first alternative that the distribution has, or simply the first if that is unknown.
pick_package() { # INSTALLER ALTERNATIVES
  local choice
  local choices
  IFS='|' read -r -a choices <<<"$2"
  if ((${#choices[@]} > 1)); then
    for choice in "${choices[@]}"; do
      if package_exists "$1" "$choice"; then
        echo "$choice"
        return
      fi
    done
  fi
  echo "${choices[0]}"
}

as_root=()

# How to become root: already root, sudo, or impossible.
find_root() {
  if [[ $(id -u) -eq 0 ]]; then
    as_root=()
  elif have sudo && sudo -n true 2>/dev/null; then
    as_root=(sudo -n)
  elif have sudo && [[ -t 0 && -t 2 ]]; then
    as_root=(sudo)
  else
    return 1
  fi
}

run_as_root() {
  say "running: ${as_root[*]:+${as_root[*]} }$*"
  # In bash 4.3, an empty array counts as unset, hence the longer form.
  ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive "$@" </dev/null >&2
}

apt_lists_missing() { ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; }

install_packages() { # INSTALLER PACKAGE…
  local tool=$1
  shift
  case $tool in
    apt-get)
      local apt=(apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@")
      run_as_root "${apt[@]}" && return 0
      # The lists may name versions that the mirrors no longer have.
      say 'that failed; trying again with fresh package lists'
      run_as_root apt-get update -q && run_as_root "${apt[@]}"
      ;;
    *) run_as_root "$tool" install -y "$@" ;;
  esac
}

# Installs the needed packages. If it cannot, it says what to install manually, and fails.
install_for() { # NEED…
  local tool need
  local packages=()
  if ! tool=$(installer); then
    say "missing: $*. There is neither apt-get nor dnf here: install them manually"
    say "(JDK $oldest_jdk to $newest_jdk, Maven $oldest_maven or newer, libpcap), then run this again."
    return 1
  fi
  local may_install=yes
  [[ ${RTTD_DEV_INSTALL:-yes} != no ]] && find_root || may_install=no
  if [[ $may_install == yes && $tool == apt-get ]] && apt_lists_missing; then
    run_as_root apt-get update -q || true
  fi
  for need in "$@"; do
    packages+=("$(pick_package "$tool" "$(package_for "$tool" "$need")")")
  done
  mapfile -t packages < <(printf '%s\n' "${packages[@]}" | sort -u)
  say "missing: $*"
  if [[ $may_install == no ]]; then
    say "Install as root, then run this again: $tool install ${packages[*]}"
    return 1
  fi
  install_packages "$tool" "${packages[@]}"
}

# Looks for a file in PATH: bash has a built-in `time`.
tool_is_there() { # TOOL
  local PATH=$PATH:/sbin:/usr/sbin
  case $1 in
    chromium) type -P chromium >/dev/null || type -P chromium-browser >/dev/null || type -P google-chrome >/dev/null ;;
    *) type -P "$1" >/dev/null ;;
  esac
}

# Tools of some tests and of the demo's comparison, which are skipped with a message without them.
want_tools() { # TOOL…
  local tool
  local needs=()
  for tool in "$@"; do
    tool_is_there "$tool" || needs+=("$tool")
  done
  ((${#needs[@]})) || return 0
  install_for "${needs[@]}" || say "continuing without ${needs[*]}: tests that need them are skipped."
}

# A program of Debian's package prometheus: installing the package would also start a server.
want_of_prometheus() { # prometheus | promtool
  tool_is_there "$1" && return 0
  local tools=$root/target/tools
  export PATH=$PATH:$tools
  [[ ! -x $tools/$1 ]] || return 0
  [[ ${RTTD_DEV_INSTALL:-yes} != no ]] && have apt-get && have dpkg-deb || return 0
  local unpacked
  unpacked=$(mktemp -d)
  mkdir -p "$tools"
  say "fetching $1 from Debian's package prometheus, without installing it"
  if (cd "$unpacked" && apt-get download -q prometheus >&2 && dpkg-deb -x prometheus_*.deb .); then
    mv "$unpacked/usr/bin/$1" "$tools/"
  else
    say "continuing without $1: tests that need it are skipped."
  fi
  rm -rf "$unpacked"
}

# Tools required to build and run.
require_toolchain() {
  local needs=()
  find_jdk || needs+=(jdk)
  # mvn does not run without Java, so an old version is only noticed once there is a JDK.
  if ((${#needs[@]})); then
    have mvn || needs+=(maven)
  else
    usable_maven || needs+=(maven)
  fi
  usable_libpcap || needs+=(libpcap)
  ((${#needs[@]})) || return 0
  install_for "${needs[@]}" || exit 1
  find_jdk || die "still no JDK $oldest_jdk to $newest_jdk: install one and set JAVA_HOME to it."
  mvn=mvn
  usable_maven || die "mvn is older than $oldest_maven: put a newer one first in PATH."
  usable_libpcap || die 'libpcap.so is still missing.'
}
