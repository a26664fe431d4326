# Sourced by repository-test/run: a stranger's Maven project, which docs/library.md shows whole.
# shellcheck shell=bash

test_maven() {
  project=$work/stranger
  local jdk
  check 'each artefact has what Maven Central asks for' complete_artefacts
  check 'docs/library.md has a project' lay_out_project
  while IFS= read -r jdk; do
    check "the project passes on $jdk" stranger_passes "$jdk"
    if [[ $(id -u) -eq 0 ]]; then
      check '  and without permission to capture it skips, with the reason' stranger_skips "$jdk"
    fi
  done < <(jdks)
}

# Poms with what is required, and sources, Javadoc and signatures beside each jar.
complete_artefacts() {
  local pom stem element
  while IFS= read -r pom; do
    stem=${pom%.pom}
    for element in name description; do
      holds "$pom" "^  <$element>" || return 1
    done
    # The others inherit the rest from the root, which is deployed as well.
    if ! grep -q '<parent>' "$pom"; then
      for element in url licenses developers scm; do
        holds "$pom" "^  <$element[ >]" || return 1
      done
    fi
    if ! grep -q '<packaging>pom' "$pom"; then
      ls "$stem.jar" "$stem-sources.jar" "$stem-javadoc.jar" >/dev/null || return 1
    fi
  done < <(find "$repository/maven" -name '*.pom')
  while IFS= read -r pom; do
    ls "$pom.sha1" "$pom.md5" >/dev/null || return 1
    if [[ -e $repository/rttd.asc ]]; then
      verified_by "$pom.asc" "$pom" || return 1
    fi
  done < <(find "$repository/maven" -name '*.pom' -o -name '*.jar')
}

# The first pom and the first class of the page, with this repository instead of the reader's.
lay_out_project() {
  local page=$root/docs/library.md version
  version=$(sed -n 's|.*<version>\(.*\)</version>.*|\1|p' "$repository"/maven/io/rttd/rttd-probe/maven-metadata.xml | head -n 1)
  mkdir -p "$project/src/test/java/com/example"
  first_block xml "$page" | sed -e "s|<url>file:.*/maven</url>|<url>file://$repository/maven</url>|" \
    -e "/<artifactId>rttd-probe</{n;s|<version>.*</version>|<version>$version</version>|}" >"$project/pom.xml"
  block_with '^class CheckoutTest' "$page" >"$project/src/test/java/com/example/CheckoutTest.java"
  holds "$project/pom.xml" "file://$repository/maven" && holds "$project/pom.xml" "<version>$version</version>" &&
    holds "$project/src/test/java/com/example/CheckoutTest.java" '^package com.example'
}

first_block() { # LANGUAGE FILE
  awk -v begin="\`\`\`$1" '$0 == begin { inside = 1; next } /^```/ && inside { exit } inside' "$2"
}

block_with() { # PATTERN FILE
  awk -v pattern="$1" '/^```java/ { block = ""; inside = 1; next } /^```/ && inside { inside = 0; if (block ~ "\n" substr(pattern, 2)) { printf "%s", block; exit } }
    inside { block = block $0 "\n" }' "$2"
}

# One JDK for each version that rttd supports: the oldest one, and the newest.
jdks() {
  local home version
  local -A seen=()
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    [[ -x $home/bin/javac && -r $home/release ]] || continue
    version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
    if ((version >= 17)) && [[ -z ${seen[$version]:-} ]]; then
      seen[$version]=yes
      printf '%s\n' "$home"
    fi
  done
}

# A local repository and settings of its own. What is not rttd's comes from this build's local repository where it is
# there, which saves the download, else from Maven Central.
stranger() { # JDK COMMAND…
  local jdk=$1
  shift
  cat >"$work/settings.xml" <<XML
<settings>
  <profiles>
    <profile>
      <id>build</id>
      <repositories>
        <repository><id>build</id><url>file://$HOME/.m2/repository</url></repository>
      </repositories>
      <pluginRepositories>
        <pluginRepository><id>build</id><url>file://$HOME/.m2/repository</url></pluginRepository>
      </pluginRepositories>
    </profile>
  </profiles>
  <activeProfiles><activeProfile>build</activeProfile></activeProfiles>
</settings>
XML
  (cd "$project" && env -u MAVEN_OPTS -u MAVEN_ARGS JAVA_HOME="$jdk" JAVACMD="$jdk/bin/java" "$@" "${MVN:-mvn}" -B -ntp \
    --settings "$work/settings.xml" -Dmaven.repo.local="$work/local" clean test </dev/null) >"$work/maven.log" 2>&1
}

stranger_passes() { # JDK
  stranger "$1" env || { tail -n 40 "$work/maven.log" && return 1; }
  holds "$work/maven.log" 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 0' &&
    holds "$work"/local/io/rttd/rttd-probe/*/_remote.repositories '^rttd-probe.*\.jar>rttd='
}

stranger_skips() { # JDK
  stranger "$1" setpriv --bounding-set=-net_raw --inh-caps=-net_raw || { tail -n 40 "$work/maven.log" && return 1; }
  holds "$work/maven.log" 'Tests run: 1, Failures: 0, Errors: 0, Skipped: 1' &&
    holds "$project"/target/surefire-reports/TEST-*.xml 'needs the capability CAP_NET_RAW'
}
