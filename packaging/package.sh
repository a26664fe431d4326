# Sourced by dev: implements `./dev package`.
# shellcheck shell=bash

. "$root/packaging/glibc.sh"

# Sets runtime to Maven's arguments for the packages' Java runtime, which is linked from the modules of a JDK. The JDK
# itself determines the architecture and the required glibc. The jlink of a JDK for another architecture cannot run
# here: the building JDK's does it, if it has the same version.
find_runtime() { # JDK
  local jlink=$1/bin/jlink
  local architecture glibc
  [[ -r $1/release && -x $jlink ]] || die "$1 is not a JDK from which a runtime can be linked: release or jlink is missing."
  case $(release_of "$1" OS_ARCH) in
    x86_64 | amd64) architecture=amd64 ;;
    aarch64) architecture=arm64 ;;
    *) die "$1 is for $(release_of "$1" OS_ARCH); packages are built for x86_64 and aarch64." ;;
  esac
  if ! "$jlink" --version >/dev/null 2>&1; then
    jlink=$JAVA_HOME/bin/jlink
    [[ -r $1/jmods/java.base.jmod ]] || die "the jlink of $1 does not run here, and without jmods, another jlink cannot replace it."
    [[ $(jdk_version "$1") == "$(jdk_version "$JAVA_HOME")" ]] ||
      die "the jlink of $1 does not run here, and that of $JAVA_HOME does not have version $(jdk_version "$1")."
    say "the jlink of $1 does not run here: linking its modules with that of $JAVA_HOME"
  fi
  glibc=$(glibc_of "$1")
  runtime=(-Druntime.jdk="$1" -Druntime.jlink="$jlink" -Dglibc.version="$(claimed_glibc "$architecture" "$glibc")")
  if can_strip "$1/lib/libjava.so"; then
    runtime+=("-Druntime.strip=strip --strip-unneeded")
  else
    say 'without a strip (binutils) for its machine, the runtime keeps its symbol tables: 5 MB more'
  fi
  find_libraries "$1"
  case $architecture in
    amd64) runtime+=(-Ddeb.architecture=amd64 -Drpm.architecture=x86_64 -Djna.architecture=linux-x86-64) ;;
    arm64) runtime+=(-Ddeb.architecture=arm64 -Drpm.architecture=aarch64 -Djna.architecture=linux-aarch64) ;;
  esac
}

can_strip() { # LIBRARY
  local copy status=0
  copy=$(mktemp)
  strip --strip-unneeded -o "$copy" "$1" 2>/dev/null || status=$?
  rm -f "$copy"
  return "$status"
}

# The newest version of glibc that the symbols of a JDK's runtime name.
glibc_of() { # JDK
  grep -aoh 'GLIBC_2\.[0-9]*' "$1/bin/java" "$1"/lib/{libjava,libnet,libnio}.so "$1/lib/server/libjvm.so" |
    sed 's/GLIBC_//' | sort -uV | tail -n 1
}

packaged_version=25 # an LTS release with ahead-of-time caches
old_enough_glibc=2.28 # of RHEL 8 and Debian 10

# Prints the JDK whose runtime goes into the packages if --runtime names none: of the installed JDKs of that version and
# of this machine's architecture, the one built for the oldest glibc; without any, the JDK that builds. RTTD_JDKS lists
# the folders that contain JDKs.
packaged_jdk() {
  local folder jdk glibc best= least=
  local folders candidates=("$JAVA_HOME")
  IFS=: read -r -a folders <<<"${RTTD_JDKS:-/usr/lib/jvm:/usr/java:/opt/java:/opt:$HOME/.sdkman/candidates/java:$HOME/.jdks}"
  for folder in "${folders[@]}"; do
    candidates+=("$folder"/*)
  done
  for jdk in "${candidates[@]}"; do
    can_be_packaged "$jdk" || continue
    glibc=$(glibc_of "$jdk")
    if [[ -z $best || $(newer_of "$glibc" "$least") != "$glibc" ]]; then
      best=$jdk least=$glibc
    fi
  done
  readlink -f -- "${best:-$JAVA_HOME}"
}

can_be_packaged() { # JDK
  [[ $(jdk_version "$1") == "$packaged_version" && $(release_of "$1" LIBC) != musl ]] &&
    [[ $(release_of "$1" OS_ARCH) == $(release_of "$JAVA_HOME" OS_ARCH) ]] && "$1/bin/jlink" --version >/dev/null 2>&1
}

newer_of() { # GLIBC GLIBC
  printf '%s\n' "$@" | sort -V | tail -n 1
}

# Says whose runtime is packaged, for which systems, and how to serve more of them.
tell_runtime() { # JDK
  local version glibc
  version=$(jdk_version "$1")
  glibc=$(claimed_glibc "$(release_of "$1" OS_ARCH | sed 's/x86_64/amd64/; s/aarch64/arm64/')" "$(glibc_of "$1")")
  say "packaging the runtime of $1 (Java $version), for glibc $glibc and newer: $(systems_with_glibc "$glibc")"
  if [[ $(newer_of "$glibc" "$old_enough_glibc") != "$old_enough_glibc" ]]; then
    say "older systems need a JDK built for an older glibc: install one under /usr/lib/jvm, for example Temurin $packaged_version, or name it with --runtime"
  elif [[ $version != "$packaged_version" ]]; then
    say "with a JDK $packaged_version under /usr/lib/jvm, rttd would start faster: its runtime has ahead-of-time caches"
  fi
}

# Adds the libraries that a JDK needs besides glibc to runtime: JDKs of some distributions need them, portable ones do
# not. An RPM's list has one entry for each, which names glibc's own library if none is needed.
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
      *) die "package accepts --runtime JDK, --reproducible and --test, not $1." ;;
    esac
    shift
  done
  require_toolchain
  jdk=${jdk:-$(packaged_jdk)}
  find_runtime "$jdk"
  tell_runtime "$jdk"
  if [[ $reproducible == yes ]]; then
    show_reproducible --runtime "$jdk"
  else
    build_packages
  fi
  ls -l "$root"/packaging/target/rttd*.{deb,rpm,tar.gz}
  if [[ $test == yes ]]; then
    want_tools debootstrap ip lintian rpm rpmlint setcap setpriv socat
    "$root/packaging/install-test/run" "$root"/packaging/target/rttd*.{deb,rpm}
  fi
}

build_packages() {
  say 'packaging'
  rm -f "$root"/packaging/target/rttd*.{deb,rpm,tar.gz}
  build_with -DskipTests -Dmdep.analyze.skip -Ppackages "${runtime[@]}" -pl packaging -am package >&2 ||
    die 'the build failed; the reason is above.'
}

# Two clean builds in two folders: the second is a clone of the last commit, without uncommitted files.
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
  [[ $first == "$second" ]] || die "the second build produced different files:
$second"
  say 'both builds produced the same bytes'
}

package_sums() { # FOLDER
  (cd "$1/packaging/target" && sha256sum rttd*.{deb,rpm,tar.gz})
}
