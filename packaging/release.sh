# Sourced by dev: implements `./dev release`.
# shellcheck shell=bash

# Writes the version into all poms and the date into the changelog, and leaves the rest of each file unchanged. A
# library or plugin may have the same version as rttd, so only versions next to rttd's name are changed.
write_version() { # FOLDER VERSION DATE
  local old pom
  old=$(project_version "$1")
  while IFS= read -r pom; do
    sed -i "/<artifactId>rttd\(-[a-z]*\)\{0,1\}<\/artifactId>/{n;s|<version>${old//./\\.}</version>|<version>$2</version>|}" "$pom"
  done < <(find "$1" -name pom.xml -not -path '*/target/*')
  sed -i "s|<package.version>.*</package.version>|<package.version>${2/-/\~}</package.version>|" "$1/packaging/pom.xml"
  if [[ $2 != *-* ]]; then
    sed -i "s|<project.build.outputTimestamp>.*</project.build.outputTimestamp>|<project.build.outputTimestamp>$3T00:00:00Z</project.build.outputTimestamp>|" \
      "$1/pom.xml"
    sed -i "s|^## Unreleased\$|## Unreleased\n\n## $2 - $3|" "$1/CHANGELOG.md"
    sed -i "s|image: rttd:.*|image: rttd:$2|" "$1/packaging/container/daemonset.yaml"
    write_library_version "$1/docs/library.md" "$2"
    sed -i "s|^ARG VERSION=.*|ARG VERSION=$2|" "$1/packaging/container/Dockerfile"
    sed -i -E "s#^(version|appVersion): .*#\1: $2#" "$1/packaging/chart/Chart.yaml"
  fi
}

# The page tells readers to use the last release, never what comes after it.
write_library_version() { # PAGE VERSION
  sed -i -e "/<artifactId>rttd-[a-z]*<\/artifactId>/{n;s|<version>.*</version>|<version>$2</version>|}" \
    -e "s|\"io.rttd:\(rttd-[a-z]*\):[^\"]*\"|\"io.rttd:\1:$2\"|" "$1"
}

project_version() { # FOLDER
  sed -n '/<artifactId>rttd<\/artifactId>/{n;s|.*<version>\(.*\)</version>.*|\1|p;q}' "$1/pom.xml"
}

# The changes of the next version, if any.
unreleased_changes() { # FOLDER
  sed -n '/^## Unreleased$/,/^## [0-9]/{/^- /p}' "$1/CHANGELOG.md"
}

# release VERSION [--runtime JDK] [--key KEY] [--dry-run]: creates a commit with that version, its packages and their
# repository in packaging/target, a tag, and a commit with the next version. Nothing is pushed or published. A release
# that fails leaves neither commit nor tag, so it can be repeated.
run_release() {
  local version=${1:-} dry_run='' key=''
  local package=()
  [[ -z $version ]] || shift
  while (($#)); do
    case $1 in
      --dry-run) dry_run=yes ;;
      --runtime)
        package=(--runtime "${2:?--runtime needs a JDK}")
        shift
        ;;
      --key)
        key=${2:?--key needs the id of a key}
        shift
        ;;
      *) die "release accepts --runtime JDK, --key KEY and --dry-run, not $1." ;;
    esac
    shift
  done
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || die 'release: which version? Three numbers, as 1.2.3.'
  [[ -z $(git -C "$root" status --porcelain) ]] || die 'release: the work tree has changes; commit them first.'
  [[ -z $(git -C "$root" tag --list "v$version") ]] || die "release: there is a tag v$version."
  [[ -n $(unreleased_changes "$root") ]] || die 'release: CHANGELOG.md has no changes under Unreleased.'
  local date next before
  date=$(date -u +%F)
  next=${version%.*}.$((${version##*.} + 1))-SNAPSHOT
  if [[ -n $dry_run ]]; then
    show_release "$version" "$date"
    say "would commit this, tag it v$version, build the packages and their repository, and continue as $next"
    return
  fi
  want_tools apt-ftparchive createrepo_c gpg rpmsign
  require_key "$key"
  write_version "$root" "$version" "$date"
  before=$(git -C "$root" rev-parse HEAD)
  if ! git -C "$root" commit -q -a -m "Release $version"; then
    git -C "$root" reset -q --hard
    die 'release: git created no commit; the reason is above.'
  fi
  # shellcheck disable=SC2064 # when the trap acts, the variables are gone
  trap "undo_release $before $version" EXIT
  run_package ${package[@]+"${package[@]}"}
  make_repository "$key"
  cat "$root/packaging/target/repository/SHA256SUMS"
  git -C "$root" tag -a -m "rttd $version" "v$version"
  trap - EXIT
  write_version "$root" "$next" "$date"
  git -C "$root" commit -q -a -m "Begin $next"
  say "v$version is tagged here, and what to publish is in packaging/target/repository. Not done: ./dev package --test,"
  say './dev repository --test, git push --tags'
}

# Reverts the commit of a failed release, unless other changes were made in the meantime.
undo_release() { # COMMIT VERSION
  if git -C "$root" reset -q --keep "$1"; then
    say "release: failed; the commit of $2 was removed, and there is no tag. Fix the cause, then try again."
  else
    say "release: failed, and the commit of $2 is still there. To remove it: git reset --hard $1"
  fi
}

# Shows the changes of a release, made in a copy.
show_release() { # VERSION DATE
  local copy
  copy=$(mktemp -d)
  git -C "$root" archive HEAD | tar -xf - -C "$copy"
  (
    cd "$copy" || exit
    git init -q
    git add -A
    write_version "$copy" "$1" "$2"
    git --no-pager diff --stat --patch --unified=0
  )
  rm -rf "$copy"
}
