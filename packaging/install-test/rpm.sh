# Sourced by install-test/run: the RPM, by rpm --root. That folder is a minimal Debian, since a system of the
# Red Hat family is not available everywhere: the scripts find /bin/sh, useradd and getent there, but rpm finds none of
# the packages that it requires, hence --nodeps. Its systemctl only records its arguments.
# shellcheck shell=bash

test_rpm() {
  local root=$work/rpm-root
  new_root "$root"
  mount -t proc proc "$root/proc"
  rpm --root "$root" --initdb
  mkdir -p "$root/run/systemd/system"
  printf '#!/bin/sh\necho "$*" >>/var/tmp/systemctl\n' >"$root/usr/bin/systemctl"
  local before
  before=$(everything "$root")
  check 'rpm installs it, with its scripts' rpm_says_nothing --root "$root" -i --nodeps "$rpm"
  check '  which leave it to the presets whether the service starts' asked_systemctl daemon-reload 'preset rttd.service'
  check 'the user is there' grep -q '^rttd:' "$root/etc/passwd"
  check 'rpm finds all files as they were packed' rpm_says_nothing --root "$root" -V --nodeps rttd
  check 'it was trained' test -s "$(trained_file "$root")"
  check 'rttd --version' chroot "$root" rttd --version
  edited_configuration >"$root/etc/rttd/rttd.yaml"
  check_rpm_run 'what it installed'
  check 'rpm installs it again' rpm_says_nothing --root "$root" -U --nodeps --replacepkgs "$rpm"
  check 'an edited configuration survives that' same "$(edited_configuration)" "$(cat "$root/etc/rttd/rttd.yaml")"
  rm -f "$root/var/tmp/systemctl"
  check_removal

  make_older_rpm "$work/older.rpm" || return
  check 'rpm installs an older version' rpm_says_nothing --root "$root" -i --nodeps "$work/older.rpm"
  check 'it has a file that the new one has not' test -e "$root/usr/lib/rttd/lib/old.jar"
  edited_configuration >"$root/etc/rttd/rttd.yaml"
  local trained
  trained=$(stat -c %i "$(trained_file "$root")")
  rm -f "$root/var/tmp/systemctl"
  check 'rpm upgrades it' rpm_upgrades
  check '  and restarts the service once, if it runs' asked_systemctl daemon-reload daemon-reload 'try-restart rttd.service'
  check 'it has the new version' same "$(rpm -qp --qf '%{VERSION}' "$rpm")" "$(rpm --root "$root" -q --qf '%{VERSION}' rttd)"
  check 'an edited configuration survives the upgrade' same "$(edited_configuration)" "$(cat "$root/etc/rttd/rttd.yaml")"
  check 'the new one is beside it' grep -q '^#' "$root/etc/rttd/rttd.yaml.rpmnew"
  check 'all other files are those of the new version' only_configuration_differs
  check 'those of the old one are gone' absent "$root/usr/lib/rttd/lib/old.jar"
  check 'it was trained again' is_another_file "$(trained_file "$root")" "$trained"
  check_rpm_run 'what it upgraded to'
  rm -f "$root/etc/rttd/rttd.yaml.rpmnew" "$root/var/tmp/systemctl"
  check_removal
}

check_removal() {
  local account=(rttd rttd rttd)
  check 'rpm removes it' rpm --root "$root" -e rttd
  check '  and stops the service before' asked_systemctl 'disable --now rttd.service' daemon-reload
  check 'the edited configuration is put aside' same "$(edited_configuration)" "$(cat "$root/etc/rttd/rttd.yaml.rpmsave")"
  rm -rf "$root/etc/rttd"
  # Accounts stay, as is the custom there: a number must not become somebody else's.
  check 'and nothing else is left but the account' same "$(printf '%s\n' "$before" "${account[@]}" | LC_ALL=C sort)" "$(everything "$root")"
}

check_rpm_run() { # WHAT
  starts "$root" setpriv --reuid rttd --regid rttd --clear-groups "${only_net_raw[@]}" \
    /usr/bin/rttd run -c /etc/rttd/rttd.yaml
  check_run "$1" "$root" rttd
}

# What the scripts asked of systemd since the file was last removed; removes it.
asked_systemctl() { # COMMAND…
  same "$(printf '%s\n' "$@")" "$(cat "$root/var/tmp/systemctl")" && rm -f "$root/var/tmp/systemctl"
}

# All that rpm may say is where it put the configuration that it did not install.
rpm_upgrades() {
  same '' "$(rpm --root "$root" -U --nodeps "$rpm" 2>&1 | grep -vE "$rpm_on_debian|^warning: .*rttd.yaml created as .*rttd.yaml.rpmnew$")"
}

only_configuration_differs() {
  same /etc/rttd/rttd.yaml "$(rpm --root "$root" -V --nodeps rttd 2>&1 | grep -vE "$rpm_on_debian" | awk '{ print $NF }')"
}

is_another_file() { # FILE INODE
  [[ -s $1 && $(stat -c %i "$1") != "$2" ]] || { echo "$1 was not replaced" && return 1; }
}

# The same package with an older version, a configuration that reads otherwise, and a file that has been dropped since.
make_older_rpm() { # FILE
  local tree=$work/older-rpm spec=$work/older.spec
  dpkg-deb -x "$deb" "$tree"
  rm -rf "$tree/usr/share/lintian"
  echo '# as it was' >>"$tree/etc/rttd/rttd.yaml"
  echo old >"$tree/usr/lib/rttd/lib/old.jar"
  {
    printf '%s\n' 'Name: rttd' 'Version: 0.0.1' 'Release: 1' 'Summary: older' 'License: Apache-2.0' 'AutoReqProv: no' \
      '%global __os_install_post %{nil}' '%global _build_id_links none' '%define _binary_payload w1.gzdio' \
      '%description' 'older' '%install' "cp -a $tree/. %{buildroot}" '%files' '%defattr(-,root,root)' '%config(noreplace) /etc/rttd/rttd.yaml'
    (cd "$tree" && find usr \( -type f -o -type l \) -printf '/%p\n' && find etc/rttd usr/lib/rttd usr/share/doc/rttd -type d -printf '%%dir /%p\n')
    local part
    for part in pre:PREIN post:POSTIN preun:PREUN postun:POSTUN; do
      printf '%%%s\n' "${part%:*}"
      rpm -qp --qf "%{${part#*:}}\n" "$rpm"
    done
  } >"$spec"
  check 'an older version can be made' rpmbuild -bb --quiet --target "$(rpm -qp --qf '%{ARCH}' "$rpm")" \
    --buildroot "$work/build-root" --define "_topdir $work/rpmbuild" --define "_rpmfilename older.rpm" \
    --define "_rpmdir $work" "$spec"
  [[ -e $1 ]]
}

rpm_on_debian='^rpm: (RPM should not be used|However assuming)'

# On Debian, rpm says first that it is not for Debian.
rpm_says_nothing() { same '' "$(rpm "$@" 2>&1 | grep -vE "$rpm_on_debian")"; }
