#!/usr/bin/env bash
# Runs the README's two commands on a bare machine:   ./dev fresh [demo | test | install]
# Each runs in a separate, minimal Debian 12 (debootstrap's minbase) with its own mounts and processes, in a clone of
# the last commit. `install` instead runs the steps of docs/install.md, from a repository folder to a query of Prometheus
# (repository-test/steps.sh). Root, on Debian or Ubuntu; some minutes. RTTD_TEST_FOLDER (/var/tmp/rttd-install-test) keeps the bare
# system between runs; everything that a run creates is removed.
set -uo pipefail

source_tree=$(dirname -- "$(dirname -- "$(readlink -f -- "$0")")")
cache=${RTTD_TEST_FOLDER:-/var/tmp/rttd-install-test}
base=$cache/minbase-1.tar

[[ $(id -u) -eq 0 ]] || { echo 'fresh: needs root, for debootstrap and mounts' >&2 && exit 1; }
mkdir -p "$cache"
# Root runs programs from there.
[[ -O $cache && ! -L $cache ]] || { echo "$cache is not root's own: see RTTD_TEST_FOLDER" >&2 && exit 1; }
work=$(mktemp -d "$cache/fresh.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT

make_base() {
  [[ -e $base ]] && return
  echo "fresh: making $base (once)" >&2
  debootstrap --variant=minbase bookworm "$work/base" >"$work/debootstrap.log" || {
    tail "$work/debootstrap.log" >&2
    exit 1
  }
  tar -C "$work/base" --one-file-system -cf "$base.new" . && mv "$base.new" "$base" && rm -rf "$work/base"
}

# Copies how this machine reaches package registries: name servers, and additional trusted authorities.
take_over_network() { # ROOT
  cp /etc/resolv.conf "$1/etc/"
  if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
    mkdir -p "$1/usr/local/share/ca-certificates"
    cp /usr/local/share/ca-certificates/*.crt "$1/usr/local/share/ca-certificates/"
  fi
}

# In separate mount and process namespaces: a root with /proc, /sys, /dev, /run and /tmp.
inside='
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount -t sysfs sysfs sys
mount --rbind /sys/fs/cgroup sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
mount -t tmpfs -o mode=755 tmpfs dev
for device in null zero full random urandom tty; do
  touch dev/$device
  mount --bind /dev/$device dev/$device
done
mkdir dev/pts dev/shm dev/net
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs tmpfs dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
if [ -e /dev/net/tun ]; then
  touch dev/net/tun
  mount --bind /dev/net/tun dev/net/tun
fi
shift
exec chroot . "$@"
'

in_bare_system() { # ROOT COMMAND…
  unshare --mount --pid --fork --kill-child bash -c "$inside" inside "$1" \
    env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    ${http_proxy:+"http_proxy=$http_proxy"} ${https_proxy:+"https_proxy=$https_proxy"} "${@:2}" </dev/null
}

try() { # COMMAND
  local root=$work/$1 began=$SECONDS status=0
  mkdir "$root"
  tar -C "$root" -xf "$base"
  git clone -q --no-hardlinks "$source_tree" "$root/root/rttd" || return 1
  take_over_network "$root"
  printf '\nfresh: ./dev %s\n' "$1"
  in_bare_system "$root" sh -c "cd /root/rttd && exec ./dev $1" >"$work/$1.log" 2>&1 || status=$?
  # Prints everything from the first test result on, without the earlier output of apt and Maven.
  if [[ $1 == test ]]; then
    sed -n '/^Skipped, and why:/,$p' "$work/$1.log"
    grep -q '^tests: [0-9]* passed, 0 failed, ' "$work/$1.log" || status=$((status ? status : 1))
  fi
  ((status == 0)) || tail -n 60 "$work/$1.log"
  printf 'fresh: ./dev %s: exit %d after %d s\n' "$1" "$status" $((SECONDS - began))
  cp "$work/$1.log" "$cache/fresh-$1.log"
  rm -rf --one-file-system "$root"
  return "$status"
}

. "$source_tree/packaging/repository-test/steps.sh"

make_base
failed=0
for command in ${@:-demo test}; do
  case $command in
    install) try_install || failed=1 ;;
    *) try "$command" || failed=1 ;;
  esac
done
exit "$failed"
