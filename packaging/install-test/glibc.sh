# Sourced by install-test/run: the packages claim a glibc; rttd is started on exactly that one.
# shellcheck shell=bash

. "$packaging/glibc.sh"

test_glibc() {
  local claimed suite checksum why
  local root=$work/glibc
  claimed=$(dpkg-deb -f "$deb" Depends | sed -n 's/.*libc6 (>= \([0-9.]*\)).*/\1/p')
  if ! read -r suite checksum < <(system_with_glibc "$architecture" "$claimed"); then
    skip "rttd starts on glibc $claimed" "no system with it is known for $architecture"
    return
  fi
  if ! why=$(glibc_root "$root" "$architecture" "$suite" "$checksum" 2>&1); then
    skip "rttd starts on glibc $claimed" "$suite for $architecture is unavailable: $why"
    return
  fi
  if ! chroot "$root" true 2>/dev/null; then
    skip "rttd starts on glibc $claimed" "what is for $architecture does not run here"
    return
  fi
  check "$suite has glibc $claimed, which the packages claim" has_glibc "$root" "$claimed"
  dpkg-deb -x "$deb" "$root"
  unpack_dependencies "$root"
  mount -t proc proc "$root/proc"
  cp "$packaging/../daemon/src/main/resources/io/rttd/daemon/demo/loopback.pcap" "$root/tmp/"
  check "there rttd --version starts" chroot "$root" rttd --version
  check '  rttd interfaces' "${here[@]}" chroot "$root" rttd interfaces
  check '  rttd analyze' analyses "$root"
  check '  its training' "${here[@]}" chroot "$root" /usr/lib/rttd/bin/class-data
  check '    which leaves something' test -s "$(trained_file "$root")"
  check '  rttd analyze, after that' analyses "$root"
  if [[ $architecture != "$(dpkg --print-architecture)" ]]; then
    skip '  rttd run measures' 'an emulated machine has no ring of packets'
    return
  fi
  edited_configuration >"$root/etc/rttd/rttd.yaml"
  starts "$root" rttd run -c /etc/rttd/rttd.yaml
  check '  rttd run measures' measures
  kill "$started"
  wait "$started"
  check '  and ends in order when told to' same 0 $?
}

# The libraries that the package asks for and that are not among the required ones: the others stay away, so that one
# which is missing in its list is missing here too.
unpack_dependencies() { # ROOT
  local name file
  for name in $(dpkg-deb -f "$deb" Depends | tr ',|' '  '); do
    case $name in
      lib*6 | libgcc* | zlib*)
        for file in "$1/var/cache/apt/archives/${name}_"*.deb; do
          [[ $name == libc6 || ! -e $file ]] ||
            dpkg-deb --fsys-tarfile "$file" | tar -C "$1" --keep-directory-symlink -xf -
        done
        ;;
    esac
  done
}

analyses() { # ROOT
  chroot "$1" rttd analyze --format csv /tmp/loopback.pcap >"$work/analysis" && holds "$work/analysis" '127\.0\.0\.1'
}

# Of which version a libc is, it says itself.
has_glibc() { # ROOT VERSION
  grep -aqE "GNU C Library .* version ${2//./\\.}[,.]" "$1"/lib/*-linux-gnu/libc.so.6
}

# What the required packages of a system unpack to, with nothing of it set up or run: a shell, the core utilities, their
# libraries. It is made once.
glibc_root() { # FOLDER ARCHITECTURE SUITE [CHECKSUM]
  local made=$cache/$3-$2-1.tar
  local trust=()
  [[ -z $4 ]] || trust=(--no-check-gpg)
  if [[ ! -e $made ]]; then
    debootstrap --foreign --arch="$2" --variant=minbase ${trust[@]+"${trust[@]}"} "$3" "$1" >"$work/debootstrap.log" 2>&1 || {
      tail -n 1 "$work/debootstrap.log"
      return 1
    }
    if [[ -n $4 ]]; then
      sha256sum --quiet -c - <<<"$4  $(echo "$1"/var/lib/apt/lists/*_"$3"_Release)" || return
    fi
    # Where debootstrap may not mount, it makes that a link to the machine's own, which is none in a chroot.
    [[ ! -L $1/proc ]] || { rm "$1/proc" && mkdir "$1/proc"; }
    tar -C "$1" --one-file-system -cf "$made.new" . && mv "$made.new" "$made"
  else
    mkdir -p "$1" && tar -C "$1" -xf "$made"
  fi
}
