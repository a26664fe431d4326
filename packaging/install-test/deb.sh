# Sourced by install-test/run: the DEB, by apt, in a minimal Debian 12 that systemd runs.
# shellcheck shell=bash

test_deb() {
  debian=$work/debian
  new_root "$debian"
  make_older_deb "$debian/var/tmp/older.deb"
  cp "$deb" "$debian/var/tmp/rttd.deb"
  mkdir -p "$debian/etc/dd-agent"
  before=$(everything "$debian")
  boot_debian || return

  check 'apt installs it, and what it needs' in_debian apt-get install -y -q /var/tmp/rttd.deb
  figure 'installed, KiB, with what its training made' "$(installed_kib "$debian")"
  figure '  without that' "$(without_trained_kib "$debian")"
  check 'installed: at most 62 MB' at_most 62000000 $(($(without_trained_kib "$debian") * 1024))
  check '  with what its training made: at most 100 MB' at_most 100000000 $(($(installed_kib "$debian") * 1024))
  check 'it was trained' test -s "$(trained_file "$debian")"
  check 'it neither runs nor is enabled: nothing is sent before the administrator wants it' service_rests
  check 'the packaged configuration is in order, and says what it costs' in_debian sh -c \
    'rttd check && grep -q "series per pair" /etc/rttd/rttd.yaml'
  check 'the administrator enables it' in_debian systemctl enable --now rttd
  check 'the service runs, and will after a boot' service_runs
  check 'check --live finds, as the user of the service, what it may do and what it costs' check_live
  check 'systemd-analyze verify is content' says_nothing in_debian systemd-analyze verify --man=no rttd.service
  check 'systemd-analyze security: at most 2.0' in_debian systemd-analyze security --threshold=20 rttd.service

  edited_configuration >"$debian/etc/rttd/rttd.yaml"
  check 'it starts again with an edited configuration' in_debian systemctl restart rttd
  sleep 5
  local rss_kb
  rss_kb=$(in_debian cat "/proc/$(main_pid)/status" | awk '/^VmRSS/ { print $2 }')
  figure 'RSS after five idle seconds, kB' "$rss_kb"
  check 'RSS: at most 130 MB' at_most 130000000 $((rss_kb * 1024))
  local ring_kb
  ring_kb=$(in_debian cat "/proc/$(main_pid)/smaps" | awk '/ socket:/ { ring = 1 } ring && /^Rss/ { sum += $2; ring = 0 } END { print sum + 0 }')
  figure '  without the packet ring, which the kernel maps whole, kB' $((rss_kb - ring_kb))
  check 'RSS without the packet ring: at most 100 MB' at_most 100000000 $(((rss_kb - ring_kb) * 1024))
  local ready_us
  ready_us=$(fastest_ready_us)
  figure 'from its start to READY, the best of three, microseconds' "$ready_us"
  if ((ready_us > 1000000)) && machine_is_busy; then
    skip 'READY within 1 s' "the machine is busy: $(cut -d ' ' -f 1-3 /proc/loadavg) on $(nproc) processors"
  else
    check 'READY, which it is once packets are taken: at most 1 s' at_most 1000000 "$ready_us"
  fi
  check 'the service measures, and reports' measures
  check 'as rttd, with CAP_NET_RAW alone, behind a seccomp filter' service_is_confined
  figure 'RSS after that, kB' "$(awk '/^VmRSS/ { print $2 }' "$work/status")"
  check 'it reloads' in_debian systemctl reload rttd
  check 'rttd status answers root' in_debian rttd status
  check 'the journal has no warning of it' journal_is_calm
  check 'a log that a trial run as root left does not keep it from starting' starts_beside_roots_log
  check 'its variables come from /etc/default/rttd' reads_its_defaults
  check 'each outlet works behind the seccomp filter' outlets_work

  check "as the Datadog Agent's user, by a drop-in" service_as_dd_agent
  check 'apt installs it again' in_debian apt-get install -y -q --reinstall /var/tmp/rttd.deb
  check 'an edited configuration survives that' configuration_is_edited
  check 'remove' in_debian apt-get remove -y -q rttd
  check 'remove leaves the configuration, and nothing that runs' removed
  touch "$debian/etc/rttd/rttd.yaml.old" "$debian/etc/rttd/rttd.yaml.old.2"
  check 'purge' in_debian apt-get purge -y -q rttd
  check 'purge leaves nothing, the copies of migrate neither' purged

  check 'apt installs an older version' in_debian apt-get install -y -q /var/tmp/older.deb
  edited_configuration >"$debian/etc/rttd/rttd.yaml"
  in_debian systemctl enable --now rttd
  local old_pid
  old_pid=$(main_pid)
  check 'apt upgrades it' in_debian apt-get install -y -q -o Dpkg::Options::=--force-confold /var/tmp/rttd.deb
  check 'an edited configuration survives the upgrade' configuration_is_edited
  check 'the service of the new version runs' upgraded_from "$old_pid"

  in_debian systemctl stop rttd
  mount -t proc proc "$debian/proc"
  test_without_service
  check 'purge' in_debian apt-get purge -y -q rttd
  check 'purge leaves nothing, after an upgrade either' purged
}

# Without systemd: the commands that the documentation names, on the machine's own process table.
test_without_service() {
  local command=(/usr/bin/rttd run -c /etc/rttd/rttd.yaml)
  starts "$debian" setpriv --reuid rttd --regid rttd --clear-groups "${only_net_raw[@]}" "${command[@]}"
  check_run 'rttd under setpriv' "$debian" rttd
  test_file_capability
  starts "$debian" "${command[@]}" --user rttd
  check_run 'rttd run --user rttd, by root,' "$debian" rttd
  chroot "$debian" useradd --system --user-group dd-agent
  starts "$debian" "${command[@]}" --user=dd-agent
  check_run 'rttd run --user=dd-agent' "$debian" dd-agent

  starts "$debian" env LD_PRELOAD=libm.so.6 JAVA_TOOL_OPTIONS=-Xmx128m "${command[@]}" --user rttd
  check_run "rttd run --user rttd, with root's LD_PRELOAD and JAVA_TOOL_OPTIONS," "$debian" rttd

  sed 's/^instances:/config:/' "$debian/etc/rttd/rttd.yaml" >"$debian/etc/dd-agent/go-metro.yaml"
  starts "$debian" setpriv --reuid dd-agent --regid dd-agent --clear-groups "${only_net_raw[@]}" \
    /usr/lib/rttd/bin/go-metro -cfg=/etc/dd-agent/go-metro.yaml -log=/var/tmp/go-metro.log
  log=$debian/var/tmp/go-metro.log
  check_run "go-metro's command line" "$debian" dd-agent
  check 'rttd migrate writes a configuration' chroot "$debian" rttd migrate /etc/dd-agent/go-metro.yaml -o /var/tmp/rttd.yaml
  check 'which is in order' chroot "$debian" rttd check /var/tmp/rttd.yaml
  rm -f "$debian"/etc/dd-agent/* "$debian"/var/tmp/{rttd.yaml,go-metro.log}
  # Made by --user, in the folder below the tmpfs that purge sees.
  rm -rf "$debian/run/rttd"
  chroot "$debian" userdel dd-agent
  umount "$debian/proc"
}

# As in the container of packaging/container: NET_RAW is in the bounding set alone, and java has a file capability.
test_file_capability() {
  local java=$debian/usr/lib/rttd/runtime/bin/java
  local bounded=(setpriv --reuid rttd --regid rttd --clear-groups --inh-caps=-all --ambient-caps=-all)
  setcap cap_net_raw+ep "$java"
  starts "$debian" "${bounded[@]}" --bounding-set=-all,+net_raw "${command[@]}"
  check 'rttd with a file capability measures, with CAP_NET_RAW alone' has_taken_net_raw
  kill "$started" 2>/dev/null
  wait "$started"
  check '  and ends in order when told to' same 0 $?
  starts "$debian" "${bounded[@]}" --bounding-set=-all,+net_raw --no-new-privs "${command[@]}"
  wait "$started"
  check '  lacks the permission under no_new_privs' same 3 $?
  starts "$debian" "${bounded[@]}" --bounding-set=-all "${command[@]}"
  wait "$started"
  check '  does not start if NET_RAW is not in the bounding set' same 126 $?
  setcap -r "$java"
}

has_taken_net_raw() {
  until_true 60 grep -q ': measuring' "$log" || { cat "$log" && return 1; }
  measures && holds "/proc/$started/status" '^CapEff:[[:space:]]0000000000002000' &&
    holds "/proc/$started/status" '^CapAmb:[[:space:]]0000000000000000'
}

boot_debian() {
  "${here[@]}" unshare --pid --fork --mount --uts --ipc --cgroup "$tests/boot" "$debian" >"$work/boot.log" 2>&1 </dev/null &
  children+=($!)
  local boot=$!
  check 'systemd starts' until_true 30 systemd_started "$boot"
  init=$(pgrep -P "$boot") || return
  children+=("$init")
  check 'systemd is up' until_true 60 in_debian systemctl is-system-running --wait
}

# The first process of the namespaces, as seen from here: once that dies, all of its processes do.
systemd_started() { # UNSHARE-PID
  [[ $(readlink "/proc/$(pgrep -P "$1")/exe") == */systemd ]]
}

in_debian() {
  nsenter -t "$init" --all env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 \
    PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@" </dev/null
}

# The same package with an older version, and a configuration that reads otherwise.
make_older_deb() { # FILE
  local tree=$work/older
  dpkg-deb -R "$deb" "$tree"
  sed -i 's/^Version: .*/Version: 0.0.1/' "$tree/DEBIAN/control"
  echo '# as it was' >>"$tree/etc/rttd/rttd.yaml"
  (cd "$tree" && find etc usr -type f -exec md5sum {} + >DEBIAN/md5sums)
  dpkg-deb -Zgzip -z1 -b "$tree" "$1" >/dev/null
  rm -rf "$tree"
}

installed_kib() { # ROOT
  (cd "$1" && du -csk etc/rttd usr/lib/rttd usr/share/doc/rttd usr/share/man/man?/rttd* | tail -n 1 | cut -f 1)
}

# systemd says since when it ran the command, and since when that said it was ready. What else the machine does can only
# make it slower.
fastest_ready_us() {
  for _ in 1 2 3; do
    in_debian systemctl restart rttd
    in_debian systemctl show --property=ExecMainStartTimestampMonotonic --property=ActiveEnterTimestampMonotonic rttd |
      awk -F= '{ at[$1] = $2 } END { print at["ActiveEnterTimestampMonotonic"] - at["ExecMainStartTimestampMonotonic"] }'
  done | sort -n | head -n 1
}

# By more than what this test and the build before it bring.
machine_is_busy() {
  awk -v processors="$(nproc)" '{ exit !($1 > 2 * processors) }' /proc/loadavg
}

without_trained_kib() { # ROOT
  echo $(($(installed_kib "$1") - $(du -k "$(trained_file "$1")" | cut -f 1)))
}

main_pid() { in_debian systemctl show --property=MainPID --value rttd; }

# That nothing listens at 127.0.0.1:8125 is a finding, so the exit code is 1.
check_live() {
  in_debian rttd check --live --user rttd >"$work/live"
  holds "$work/live" 'ok +interface +eth-here' && holds "$work/live" 'ok +status_socket' && holds "$work/live" 'ok +series +up to 6 for'
}

service_rests() {
  same inactive "$(in_debian systemctl is-active rttd)" && same disabled "$(in_debian systemctl is-enabled rttd)"
}

service_runs() {
  same active "$(in_debian systemctl is-active rttd)" && same enabled "$(in_debian systemctl is-enabled rttd)"
}

service_is_confined() {
  in_debian cat "/proc/$(main_pid)/status" >"$work/status" && has_only_net_raw "$work/status" &&
    is_user "$work/status" rttd "$debian" && holds "$work/status" '^Seccomp:[[:space:]]2'
}

service_as_dd_agent() {
  local drop_in=$debian/etc/systemd/system/rttd.service.d status=0
  chroot "$debian" useradd --system --user-group dd-agent && mkdir -p "$drop_in" &&
    printf '[Service]\nUser=dd-agent\nGroup=dd-agent\n' >"$drop_in/user.conf" &&
    in_debian systemctl daemon-reload && in_debian systemctl restart rttd && measures &&
    in_debian cat "/proc/$(main_pid)/status" >"$work/status" && has_only_net_raw "$work/status" &&
    is_user "$work/status" dd-agent "$debian" || status=1
  rm -r "$drop_in"
  in_debian systemctl daemon-reload
  in_debian systemctl restart rttd
  chroot "$debian" userdel dd-agent
  return $status
}

# A root's own file in the service's folder, as a trial run left it before.
starts_beside_roots_log() {
  local log=$debian/var/log/rttd/rttd.log status=0
  install -m 0600 /dev/null "$log"
  sed 's/^init_config:/&\n  log_to_file: true/' <(edited_configuration) >"$debian/etc/rttd/rttd.yaml"
  in_debian systemctl restart rttd && measures && in_debian journalctl -q --no-pager -u rttd >"$work/journal" &&
    holds "$work/journal" 'cannot be opened: permission denied' || status=1
  rm -f "$log"
  in_debian timeout 5 rttd run -c /etc/rttd/rttd.yaml
  same rttd "$(in_debian stat -c %U /var/log/rttd/rttd.log)" || status=1
  rm -f "$log"
  edited_configuration >"$debian/etc/rttd/rttd.yaml"
  in_debian systemctl restart rttd
  return $status
}

# A system call that the filter denies fails with EPERM: an outlet that needs it is silent, or warns.
outlets_work() {
  local logs=/var/log/rttd status=0
  # What check runs ends when nothing holds its output any more.
  socat -u "UNIX-RECV:$debian$logs/dogstatsd.sock,mode=666" "OPEN:$work/outlet.dogstatsd,creat,append" >/dev/null 2>&1 &
  local receiver=$!
  cat >"$debian/etc/rttd/rttd.yaml" <<YAML
init_config:
  dogstatsd_url: unix://$logs/dogstatsd.sock
  report_interval: 1
  log_to_file: true
  hlog_file: $logs/outlet.hlog
  jsonl_file: $logs/outlet.jsonl
  prometheus_listen: 127.0.0.1:9464
instances:
  - interface: eth-here
    reverse_lookup: true
YAML
  in_debian systemctl restart rttd && until_true 30 outlets_are_filled && in_debian rttd status && journal_is_calm &&
    same '' "$(grep -E ' (WARN|ERROR) ' "$debian$logs/rttd.log")" || status=1
  kill "$receiver"
  edited_configuration >"$debian/etc/rttd/rttd.yaml"
  in_debian systemctl restart rttd
  rm -f "$debian$logs"/{outlet.*,dogstatsd.sock,rttd.log*}
  return $status
}

outlets_are_filled() {
  talk
  printf 'GET /metrics HTTP/1.0\r\n\r\n' | "${here[@]}" socat - TCP:127.0.0.1:9464 >"$work/outlet.metrics"
  holds "$work/outlet.dogstatsd" '^system\.net\.tcp\.rtt\.avg:' && holds "$work/outlet.metrics" "dst=\"$there_address\"" &&
    holds "$debian/var/log/rttd/outlet.hlog" "^Tag=eth-here/$here_address/$there_address" &&
    holds "$debian/var/log/rttd/outlet.jsonl" "\"dst\":\"$there_address\""
}

reads_its_defaults() {
  local status=0
  echo 'DD_TAGS=from:default' >"$debian/etc/default/rttd"
  in_debian systemctl restart rttd && measures &&
    in_debian cat "/proc/$(main_pid)/environ" | tr '\0' '\n' >"$work/environment" &&
    holds "$work/environment" '^DD_TAGS=from:default$' || status=1
  rm "$debian/etc/default/rttd"
  in_debian systemctl restart rttd
  return $status
}

# 4: warnings and worse.
journal_is_calm() {
  same '' "$(in_debian journalctl -q -p 4 --no-pager \
    "_SYSTEMD_INVOCATION_ID=$(in_debian systemctl show --property=InvocationID --value rttd)")"
}

says_nothing() { same '' "$("$@" 2>&1)"; }

configuration_is_edited() {
  same "$(edited_configuration)" "$(cat "$debian/etc/rttd/rttd.yaml")" && service_runs && measures
}

removed() {
  same inactive "$(in_debian systemctl is-active rttd)" && same "$(edited_configuration)" "$(cat "$debian/etc/rttd/rttd.yaml")" &&
    absent "$debian/usr/lib/rttd" "$debian/usr/bin/rttd"
}

# What it recommends goes with it, as nothing else asked for that.
purged() {
  in_debian apt-get autoremove --purge -y -q && same "$before" "$(everything "$debian")"
}

upgraded_from() { # PID
  service_runs && [[ $1 != "$(main_pid)" ]] && same "$(dpkg-deb -f "$deb" Version)" \
    "$(in_debian dpkg-query -W -f '${Version}' rttd)"
}
