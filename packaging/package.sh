# Sourced by dev: what `./dev package` does.
# shellcheck shell=bash

. "$root/packaging/glibc.sh"

# Sets runtime to Maven's arguments for the packages' Java runtime, which is linked from the modules of a JDK. Which
# machine it is for, and which glibc it asks for, the JDK itself says. One for another machine cannot link by itself:
# the JDK that builds does it, if it is of the same version.
find_runtime() { # JDK
  local jlink=$1/bin/jlink
  local architecture glibc
  [[ -r $1/release && -x $jlink ]] || die "$1 is no JDK that a runtime can be taken from: no release, or no jlink."
  case $(release_of "$1" OS_ARCH) in
    x86_64 | amd64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) die "$1 is for $(release_of "$1" OS_ARCH); packages are made for x86_64 and aarch64." ;;
  esac
  if ! "$jlink" --version >/dev/null 2>&1; then
    jlink=$JAVA_HOME/bin/jlink
    [[ -r $1/jmods/java.base.jmod ]] || die "the jlink of $1 does not run here, and there are no jmods for another one."
    [[ $(jdk_version "$1") == "$(jdk_version "$JAVA_HOME")" ]] ||
      die "the jlink of $1 does not run here, and that of $JAVA_HOME is of another version than $(jdk_version "$1")."
    say "the jlink of $1 does not run here: that of $JAVA_HOME links its modules"
  fi
  glibc=$(grep -aoh 'GLIBC_2\.[0-9]*' "$1/bin/java" "$1"/lib/{libjava,libnet,libnio}.so "$1/lib/server/libjvm.so" |
    sed 's/GLIBC_//' | sort -uV | tail -n 1)
  runtime=(-Druntime.jdk="$1" -Druntime.jlink="$jlink" -Dglibc.version="$(claimed_glibc "$architecture" "$glibc")")
  find_libraries "$1"
  case $architecture in
    amd64) runtime+=(-Ddeb.architecture=amd64 -Drpm.architecture=x86_64 -Djna.architecture=linux-x86-64) ;;
    arm64) runtime+=(-Ddeb.architecture=arm64 -Drpm.architecture=aarch64 -Djna.architecture=linux-aarch64) ;;
  esac
}

# Adds to runtime which libraries besides glibc a JDK asks for: some distributions' do, those that are made for all do
# not. An RPM's list has a place for each, which names glibc's own where there is nothing to name.
find_libraries() { # JDK
  local soname property package
  local packages=
  while read -r soname property package; do
    if grep -aqF "$soname" "$1"/lib/{libjli,libzip,libjimage}.so "$1/lib/server/libjvm.so"; then
      packages+=", $package"
      runtime+=("-D$property=$soname()(64bit)")
    else
      runtime+=("-D$property=libc.so.6()(64bit)")
    fi
  done <<'LIBRARIES'
libgcc_s.so.1 rpm.libgcc libgcc-s1 | libgcc1
libstdc++.so.6 rpm.libstdcxx libstdc++6
libz.so.1 rpm.zlib zlib1g
LIBRARIES
  runtime+=("-Ddeb.libraries=$packages")
}

release_of() { # JDK KEY
  sed -n "s/^$2=\"\(.*\)\"/\1/p" "$1/release"
}

run_package() { # [--runtime JDK] [--test] [--reproducible]
  local test=no reproducible=no
  local runtime=()
  local jdk=
  while (($#)); do
    case $1 in
      --test) test=yes ;;
      --reproducible) reproducible=yes ;;
      --runtime)
        jdk=$(readlink -f -- "${2:?--runtime needs a JDK}")
        shift
        ;;
      *) die "package knows --runtime JDK, --reproducible and --test, not $1." ;;
    esac
    shift
  done
  require_toolchain
  jdk=${jdk:-$JAVA_HOME}
  find_runtime "$jdk"
  if [[ $reproducible == yes ]]; then
    show_reproducible --runtime "$jdk"
  else
    build_packages
  fi
  ls -l "$root"/packaging/target/rttd*.{deb,rpm,tar.gz}
  if [[ $test == yes ]]; then
    want_tools debootstrap ip lintian rpm rpmlint setpriv socat
    "$root/packaging/install-test/run" "$root"/packaging/target/rttd*.{deb,rpm}
  fi
}

build_packages() {
  say 'packaging'
  rm -f "$root"/packaging/target/rttd*.{deb,rpm,tar.gz}
  build_with -DskipTests -Dmdep.analyze.skip -Ppackages "${runtime[@]}" package >&2 ||
    die 'the build failed; the reason is above.'
}

# Two builds, each from nothing, in two folders: the second is what git has of this one, elsewhere. What is not
# committed is not in it.
show_reproducible() {
  local copy first second
  [[ -z $(git -C "$root" status --porcelain) ]] || die 'package --reproducible: commit first.'
  maven -q clean
  build_packages
  first=$(package_sums "$root")
  copy=$(mktemp -d)
  git -C "$root" archive HEAD | tar -xf - -C "$copy"
  "$copy/dev" package "$@" >&2 || die "the second build failed, in $copy."
  second=$(package_sums "$copy")
  rm -rf "$copy"
  printf '%s\n' "$first"
  [[ $first == "$second" ]] || die "the second build gave others:
$second"
  say 'two builds, the same bytes'
}

package_sums() { # FOLDER
  (cd "$1/packaging/target" && sha256sum rttd*.{deb,rpm,tar.gz})
}
