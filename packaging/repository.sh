# Sourced by dev: implements `./dev repository`, the folder that `./dev release` hands out.
# shellcheck shell=bash

# repository [--key KEY] [--test]: packaging/target/repository, from the packages of the last `./dev package` and from
# the library, which is built. With the id of a key in gpg's keyring, everything is signed with it.
run_repository() {
  local key='' test=no
  while (($#)); do
    case $1 in
      --test) test=yes ;;
      --key)
        key=${2:?--key needs the id of a key}
        shift
        ;;
      *) die "repository accepts --key KEY and --test, not $1." ;;
    esac
    shift
  done
  require_toolchain
  want_tools apt-ftparchive createrepo_c gpg rpmsign
  require_key "$key"
  compgen -G "$root/packaging/target/rttd_*.deb" >/dev/null || die 'repository: there are no packages; run ./dev package first.'
  make_repository "$key"
  (cd "$root/packaging/target/repository" && find . -type f | LC_ALL=C sort)
  if [[ $test == yes ]]; then
    want_tools debootstrap setpriv
    "$root/packaging/repository-test/run" "$root/packaging/target/repository"
  fi
}

require_key() { # KEY
  [[ -z $1 ]] || gpg --batch --list-secret-keys "$1" >/dev/null 2>&1 || die "gpg has no secret key $1."
}

# The folder, whose layout docs/install.md and docs/library.md describe.
make_repository() { # KEY
  local key=$1 began
  local folder=$root/packaging/target/repository
  began=$(date -u +%FT%TZ)
  rm -rf "$folder"
  mkdir -p "$folder"
  [[ -z $key ]] || gpg --batch --armor --export "$key" >"$folder/rttd.asc"
  deploy_library "$folder/maven" "$key"
  cp "$root"/packaging/target/rttd-*.tar.gz "$folder/"
  cp "$root/packaging/target/reference/rttd.cdx.json" "$folder/"
  make_rpm_repository "$folder/rpm" "$key"
  make_apt_repository "$folder/apt" "$key"
  write_provenance "$folder" "$began"
  (cd "$folder" && find . -type f ! -name 'SHA256SUMS*' -printf '%P\n' | LC_ALL=C sort | xargs sha256sum >SHA256SUMS)
  sign_detached "$folder/SHA256SUMS" "$key"
}

sign_detached() { # FILE KEY
  [[ -z $2 ]] || gpg --batch --yes --local-user "$2" --armor --detach-sign --output "$1.asc" "$1"
}

# A Maven repository of the library: poms, classes, sources, Javadoc and the BOM. What Maven Central wants, too.
deploy_library() { # FOLDER KEY
  local profiles=library
  local signing=()
  if [[ -n $2 ]]; then
    profiles+=,sign
    signing=(-Dgpg.keyname="$2")
  fi
  say 'building the library with sources and Javadoc'
  maven -DskipTests "${no_checks[@]}" "-P$profiles" ${signing[@]+"${signing[@]}"} -pl bom,probe -am \
    -DaltDeploymentRepository="rttd::file://$1" deploy >&2 || die 'the library was not built; the reason is above.'
}

make_apt_repository() { # FOLDER KEY
  if ! have apt-ftparchive; then
    say 'no apt repository: apt-ftparchive is missing (Debian: apt-utils)'
    return
  fi
  local deb architecture
  deb=$(compgen -G "$root/packaging/target/rttd_*.deb")
  architecture=${deb##*_}
  architecture=${architecture%.deb}
  mkdir -p "$1/pool" "$1/dists/stable/main/binary-$architecture"
  cp "$deb" "$1/pool/"
  (
    cd "$1"
    apt-ftparchive packages pool >"dists/stable/main/binary-$architecture/Packages"
    gzip -9nk "dists/stable/main/binary-$architecture/Packages"
    apt-ftparchive -o APT::FTPArchive::Release::Origin=rttd -o APT::FTPArchive::Release::Label=rttd \
      -o APT::FTPArchive::Release::Suite=stable -o APT::FTPArchive::Release::Codename=stable \
      -o APT::FTPArchive::Release::Components=main -o APT::FTPArchive::Release::Architectures="$architecture" \
      release dists/stable >Release
    mv Release dists/stable/
    if [[ -n $2 ]]; then
      gpg --batch --yes --local-user "$2" --clearsign --output dists/stable/InRelease dists/stable/Release
      gpg --batch --yes --local-user "$2" --armor --detach-sign --output dists/stable/Release.gpg dists/stable/Release
    fi
  )
}

make_rpm_repository() { # FOLDER KEY
  if ! have createrepo_c; then
    say 'no RPM repository: createrepo_c is missing (Debian: createrepo-c)'
    return
  fi
  mkdir -p "$1"
  cp "$root"/packaging/target/rttd-*.rpm "$1/"
  if [[ -n $2 ]]; then
    rpmsign --define "_gpg_name $2" --define "__gpg $(type -P gpg)" --addsign "$1"/*.rpm </dev/null >/dev/null || die 'the RPM was not signed; the reason is above.'
  fi
  createrepo_c --quiet --no-database "$1"
  sign_detached "$1/repodata/repomd.xml" "$2"
}

# Where the files come from: an in-toto statement with SLSA's provenance (https://slsa.dev/spec/v1.0/provenance).
write_provenance() { # FOLDER BEGAN
  local commit subjects version
  commit=$(git -C "$root" rev-parse HEAD)
  version=$(project_version "$root")
  subjects=$(cd "$1" && find . -type f \( -name '*.deb' -o -name '*.rpm' -o -name '*.jar' -o -name '*.pom' -o -name '*.tar.gz' \
    -o -name '*.cdx.json' \) -printf '%P\n' | LC_ALL=C sort | xargs sha256sum |
    sed 's|^\([0-9a-f]*\)  \(.*\)$|    { "name": "\2", "digest": { "sha256": "\1" } },|' | sed '$ s/,$//')
  cat >"$1/provenance.json" <<JSON
{
  "_type": "https://in-toto.io/Statement/v1",
  "subject": [
$subjects
  ],
  "predicateType": "https://slsa.dev/provenance/v1",
  "predicate": {
    "buildDefinition": {
      "buildType": "https://rttd.example/dev-release/v1",
      "externalParameters": { "version": "$version", "command": "./dev $(json_text "${dev_command[*]}")" },
      "internalParameters": {
        "uncommittedChanges": $([[ -z $(git -C "$root" status --porcelain) ]] && echo false || echo true),
        "jdk": "$(json_text "$(jdk_name "$JAVA_HOME")")",
        "runtime": "$(json_text "$(jdk_name "$root/packaging/target/runtime")")",
        "maven": "$(json_text "$("$mvn" -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')")",
        "system": "$(json_text "$(. /etc/os-release && printf '%s' "$PRETTY_NAME")")"
      },
      "resolvedDependencies": [
        { "uri": "git+https://rttd.example/rttd.git", "digest": { "gitCommit": "$commit" } }
      ]
    },
    "runDetails": {
      "builder": { "id": "https://rttd.example/builder/$(json_text "$(id -un)")" },
      "metadata": { "startedOn": "$2", "finishedOn": "$(date -u +%FT%TZ)" }
    }
  }
}
JSON
  # A statement that is no JSON would only be noticed by whoever checks it.
  ! have python3 || python3 -m json.tool "$1/provenance.json" >/dev/null
}

json_text() { # TEXT
  local text=${1//\\/\\\\}
  printf '%s' "${text//\"/\\\"}"
}

# E.g. Debian 17.0.15; a linked runtime only has its version.
jdk_name() { # JDK
  local maker
  [[ -r $1/release ]] || return 0
  maker=$(release_of "$1" IMPLEMENTOR)
  printf '%s' "${maker:+$maker }$(release_of "$1" JAVA_VERSION)"
}
