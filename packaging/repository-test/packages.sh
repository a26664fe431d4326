# Sourced by repository-test/run: the apt and the RPM repository.
# shellcheck shell=bash

test_apt() {
  local deb
  deb=$(compgen -G "$repository/apt/pool/*.deb")
  if [[ -z $deb ]]; then
    skip 'apt' 'there is no apt repository'
  elif [[ $(id -u) -ne 0 || $(dpkg-deb -f "$deb" Architecture) != "$(dpkg --print-architecture)" ]]; then
    skip 'apt' 'it needs root, and a package for this architecture'
  else
    debian=$work/debian
    check 'a minimal Debian 12' make_debian
    check 'apt installs rttd from the folder' apt_installs
    check '  which runs' holds <(chroot "$debian" rttd --version) "^rttd $(dpkg-deb -f "$deb" Version | tr '~' '-') "
    if [[ -e $repository/rttd.asc ]]; then
      check '  and refuses a folder that was changed' apt_refuses
    fi
  fi
}

# The bare system of ./dev fresh, made once.
make_debian() {
  local base=$cache/minbase-1.tar
  mkdir -p "$cache"
  [[ -O $cache && ! -L $cache ]] || { echo "$cache is not root's own: see RTTD_TEST_FOLDER" && return 1; }
  if [[ ! -e $base ]]; then
    debootstrap --variant=minbase bookworm "$work/base" && tar -C "$work/base" --one-file-system -cf "$base.new" . &&
      mv "$base.new" "$base" && rm -rf "$work/base" || return 1
  fi
  mkdir -p "$debian" && tar -C "$debian" -xf "$base" && cp -r "$repository" "$debian/srv/rttd" &&
    mount -t proc proc "$debian/proc"
}

# As docs/install.md says; without a key, apt is told to trust the folder.
apt_installs() {
  local signed='[trusted=yes]'
  if [[ -e $repository/rttd.asc ]]; then
    signed='[signed-by=/usr/share/keyrings/rttd.asc]'
    cp "$debian/srv/rttd/rttd.asc" "$debian/usr/share/keyrings/rttd.asc"
  fi
  echo "deb $signed file:/srv/rttd/apt stable main" >"$debian/etc/apt/sources.list.d/rttd.list"
  only_rttd update && in_root "$debian" apt-get install -y -q --no-install-recommends rttd
}

# Debian's own packages are in the root already, so no mirror is asked.
only_rttd() {
  in_root "$debian" apt-get -q -o Dir::Etc::SourceList=/dev/null "$@"
}

apt_refuses() {
  echo >>"$debian"/srv/rttd/apt/dists/stable/main/binary-amd64/Packages
  sed -i 's/^Label: rttd/Label: other/' "$debian"/srv/rttd/apt/dists/stable/InRelease
  rm -f "$debian"/srv/rttd/apt/dists/stable/Release*
  rm -rf "$debian"/var/lib/apt/lists/*srv_rttd*
  ! only_rttd update -o APT::Update::Error-Mode=any
}

in_root() { # ROOT COMMAND…
  chroot "$1" env -i DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin "${@:2}" </dev/null
}

test_rpm_repository() {
  local rpm
  rpm=$(compgen -G "$repository/rpm/*.rpm")
  if [[ -z $rpm ]]; then
    skip 'RPM' 'there is no RPM repository'
    return
  fi
  check 'repomd.xml names the list of packages' repomd_is_right
  check '  which names the RPM' holds <(zcat "$repository"/rpm/repodata/*primary.xml.gz) "$(sha256sum <"$rpm" | cut -d ' ' -f 1)"
  if [[ -e $repository/rttd.asc ]]; then
    check '  its key signed repomd.xml' verified_by "$repository/rpm/repodata/repomd.xml.asc" "$repository/rpm/repodata/repomd.xml"
    check '  and the RPM' rpm_is_signed "$rpm"
  fi
}

repomd_is_right() {
  local sum
  for sum in $(zcat -f "$repository/rpm/repodata/repomd.xml" | sed -n 's|.*<checksum type="sha256">\(.*\)</checksum>.*|\1|p'); do
    (cd "$repository/rpm/repodata" && sha256sum -- *.gz) | grep -q "^$sum " || { echo "no file with $sum" && return 1; }
  done
}

rpm_is_signed() { # RPM
  mkdir -p "$work/rpmdb" && rpm --dbpath "$work/rpmdb" --import "$repository/rttd.asc" &&
    rpm --dbpath "$work/rpmdb" -Kv "$1" >"$work/rpm.log" && holds "$work/rpm.log" 'Signature.*: OK'
}
