# Sourced by dev: installs the tools that it needs, with apt-get, dnf or the like.
# shellcheck shell=bash

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

# The package for a need, in this installer's words. A word with | names alternatives, best first.
package_for() { # INSTALLER NEED
  case $1:$2 in
    apt-get:jdk) echo 'openjdk-17-jdk-headless|openjdk-21-jdk-headless|openjdk-25-jdk-headless' ;;
    *:jdk) echo 'java-17-openjdk-devel|java-21-openjdk-devel|java-25-openjdk-devel' ;;
    *:maven) echo maven ;;
    apt-get:libpcap) echo 'libpcap0.8t64|libpcap0.8' ;;
    *:libpcap) echo libpcap ;;
    apt-get:ip | apt-get:ss) echo iproute2 ;;
    *:ip | *:ss) echo iproute ;;
    *:man) echo man-db ;;
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

# Picks from alternatives the first that the distribution has; the first of all where it cannot tell.
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

# How to become root: nothing to do, sudo, or not at all.
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
  # An empty array is an unset one to bash 4.3, hence the longer form.
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
      say 'that failed; once more with fresh package lists'
      run_as_root apt-get update -q && run_as_root "${apt[@]}"
      ;;
    *) run_as_root "$tool" install -y "$@" ;;
  esac
}

# Installs what serves the needs. Fails, having said what to install by hand, where it cannot.
install_for() { # NEED…
  local tool need
  local packages=()
  if ! tool=$(installer); then
    say "missing: $*. There is neither apt-get nor dnf here: install them your way"
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

# A file in PATH, that is: bash has a `time` of its own.
tool_is_there() { # TOOL
  local PATH=$PATH:/sbin:/usr/sbin
  case $1 in
    chromium) type -P chromium chromium-browser google-chrome >/dev/null ;;
    *) type -P "$1" >/dev/null ;;
  esac
}

# What some tests and the demo's comparison use. Without these they skip, and say so.
want_tools() { # TOOL…
  local tool
  local needs=()
  for tool in "$@"; do
    tool_is_there "$tool" || needs+=("$tool")
  done
  ((${#needs[@]})) || return 0
  install_for "${needs[@]}" || say "going on without ${needs[*]}: what needs them is skipped."
}
