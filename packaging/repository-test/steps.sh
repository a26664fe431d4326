# Sourced by fresh.sh: the steps of docs/install.md in a bare Debian 12, from a repository folder to a query of Prometheus.
# shellcheck shell=bash

# What is not in a bare system but on every Debian: systemd, and sudo, which root does without.
prepare_steps='
set -e
printf "#!/bin/sh\nexec \"\$@\"\n" >/usr/local/bin/sudo
chmod +x /usr/local/bin/sudo
export DEBIAN_FRONTEND=noninteractive
echo "APT::Get::Assume-Yes \"true\"; APT::Install-Recommends \"false\";" >/etc/apt/apt.conf.d/90steps
apt-get update -q
apt-get install -q systemd dbus
'

try_install() {
  local root=$work/install began=$SECONDS status=0
  local repository=$source_tree/packaging/target/repository page=$source_tree/docs/install.md
  [[ -d $repository/apt ]] || { echo 'fresh: there is no packaging/target/repository/apt: run ./dev repository first' >&2 && return 1; }
  mkdir "$root"
  tar -C "$root" -xf "$base"
  cp -r "$repository" "$root/srv/rttd"
  take_over_network "$root"
  printf '\nfresh: the steps of docs/install.md\n'
  {
    in_bare_system "$root" sh -c "$prepare_steps" &&
      installing_steps "$page" "$repository" >"$root/root/install.sh" &&
      in_bare_system "$root" sh -ex /root/install.sh &&
      starting_steps "$page" >"$root/root/start.sh" &&
      query_prometheus "$root"
  } >"$work/install.log" 2>&1 || status=$?
  ((status == 0)) || tail -n 60 "$work/install.log"
  tail -n 2 "$work/install.log" | grep -A 1 '^rttd in Prometheus' || status=1
  printf 'fresh: install: exit %d after %d s\n' "$status" $((SECONDS - began))
  cp "$work/install.log" "$cache/fresh-install.log"
  rm -rf --one-file-system "$root"
  return "$status"
}

# The page's commands for Debian, up to the services; apt is told to trust a folder that is not signed.
installing_steps() { # PAGE REPOSITORY
  local unsigned=()
  [[ -e $2/rttd.asc ]] || unsigned=(-e '/rttd\.asc \/usr/d' -e 's|\[signed-by=[^]]*\]|[trusted=yes]|')
  steps "$1" | sed -e '/systemctl/,$d' -e 's/apt install/apt-get install/g; s/apt update/apt-get update/g' \
    ${unsigned[@]+"${unsigned[@]}"}
}

starting_steps() { # PAGE
  steps "$1" | sed -n '/systemctl/,$p'
}

# Both blocks: the repository, and Prometheus.
steps() { # PAGE
  awk '/^On Debian and Ubuntu:/ { wanted = 2 } /^```$/ && wanted { inside = !inside; if (!inside) wanted--; next } inside' "$1"
}

# Boots the system with a network of its own, in which Prometheus' scrapes are the traffic that rttd measures.
query_prometheus() { # ROOT
  local boot init status=0
  unshare --net --pid --fork --kill-child --mount --uts --ipc --cgroup \
    sh -c 'ip link set lo up && exec "$@"' sh "$source_tree/packaging/install-test/boot" "$1" </dev/null &
  boot=$!
  until_found 60 booted "$boot" || status=1
  init=$(pgrep -P "$boot")
  if ((status == 0)); then
    nsenter -t "$init" --all env PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -ex /root/start.sh </dev/null &&
      until_found 120 has_samples "$init" || status=1
  fi
  ((status == 0)) || nsenter -t "$init" --all journalctl -q --no-pager -n 40 </dev/null
  # unshare itself ignores TERM while its child runs.
  kill -KILL "$boot"
  wait "$boot" 2>/dev/null
  return "$status"
}

booted() { # UNSHARE-PID
  local init
  init=$(pgrep -P "$1") && [[ $(readlink "/proc/$init/exe") == */systemd ]] &&
    nsenter -t "$init" --all systemctl is-system-running </dev/null | grep -qE 'running|degraded'
}

# Prometheus' own scrapes of rttd are connections on lo.
has_samples() { # INIT-PID
  local answer
  answer=$(nsenter -t "$1" --net curl -s --get 'http://127.0.0.1:9090/api/v1/query' \
    --data-urlencode 'query=sum(rttd_tcp_rtt_seconds_count{job="rttd"}) > 0')
  [[ $answer == *'"value"'* ]] || return 1
  printf 'rttd in Prometheus:\n%s\n' "$answer"
}

until_found() { # SECONDS COMMAND…
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < end)) || { echo "not within the time: $*" && return 1; }
    sleep 1
  done
}
