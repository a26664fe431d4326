# Sourced by install-test/run: the RPM, by rpm --root. That folder is a minimal Debian, as one of the Red Hat
# family is not to be had everywhere: its scripts find /bin/sh, useradd and getent there, but rpm none of the
# packages that it asks for, hence --nodeps.
# shellcheck shell=bash

test_rpm() {
  local root=$work/rpm-root
  new_root "$root"
  mount -t proc proc "$root/proc"
  rpm --root "$root" --initdb
  local before
  before=$(everything "$root")
  check 'rpm installs it, with its scripts' rpm_says_nothing --root "$root" -i --nodeps "$rpm"
  check 'the user is there' grep -q '^rttd:' "$root/etc/passwd"
  check 'rpm finds all files as they were packed' rpm_says_nothing --root "$root" -V --nodeps rttd
  check 'it has its archive of classes' test -s "$root/usr/lib/rttd/lib/rttd.jsa"
  check 'rttd --version' chroot "$root" rttd --version
  edited_configuration >"$root/etc/rttd/rttd.yaml"
  starts "$root" setpriv --reuid rttd --regid rttd --clear-groups "${only_net_raw[@]}" \
    /usr/bin/rttd run -c /etc/rttd/rttd.yaml
  check_run 'what it installed' "$root" rttd
  check 'rpm installs it again' rpm_says_nothing --root "$root" -U --nodeps --replacepkgs "$rpm"
  check 'an edited configuration survives that' same "$(edited_configuration)" "$(cat "$root/etc/rttd/rttd.yaml")"
  check 'rpm removes it' rpm --root "$root" -e rttd
  check 'the edited configuration is put aside' same "$(edited_configuration)" "$(cat "$root/etc/rttd/rttd.yaml.rpmsave")"
  rm -rf "$root/etc/rttd"
  # Accounts stay, as is the custom there: a number must not become somebody else's.
  check 'and nothing else is left but the account' same "$(printf '%s\n' "$before" rttd rttd rttd | LC_ALL=C sort)" "$(everything "$root")"
}

# On Debian, rpm says first that it is not for Debian.
rpm_says_nothing() { same '' "$(rpm "$@" 2>&1 | grep -vE '^rpm: (RPM should not be used|However assuming)')"; }
