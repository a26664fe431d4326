# Sourced by dev: the checks that take long (fuzz, faults, stress, mutate), and audit-dependencies;
# and the fleet of daemons.
# shellcheck shell=bash

fuzz_targets=(decode files config status matcher differential)

# A target's class, method, and maximum input length.
fuzz_target() { # TARGET
  case $1 in
    decode) echo io.rttd.capture.decode.FrameDecoderFuzzTest decode 512 ;;
    files) echo io.rttd.capture.file.CaptureFileFuzzTest read 2048 ;;
    config) echo io.rttd.config.ConfigurationFuzzTest parse 2048 ;;
    status) echo io.rttd.daemon.command.StatusSocketFuzzTest ask 400 ;;
    matcher) echo io.rttd.engine.shard.ShardFuzzTest withstand 8192 ;;
    differential) echo io.rttd.engine.rtt.DifferentialFuzzTest agree 4096 ;;
    *) return 1 ;;
  esac
}

# A target continues from the inputs of earlier runs: perf/fuzz/target/corpus.
fuzz_one() { # TARGET SECONDS
  local class method longest
  read -r class method longest < <(fuzz_target "$1")
  local fuzz=$root/perf/fuzz
  local inputs=$fuzz/src/test/resources/${class//.//}Inputs/$method
  local found=$fuzz/target/findings/$1
  # A target may have no stored inputs yet, and git does not store empty folders.
  mkdir -p "$fuzz/target/corpus/$1" "$found" "$inputs"
  say "fuzzing $1 for $2 s; its log: $fuzz/target/fuzz-$1.log"
  # libFuzzer would count all threads and the whole heap of the JVM, so the limits are set in the JVM.
  # The decoder asserts that it reads captured bytes only.
  "$JAVA_HOME/bin/java" -ea:io.rttd... -Xmx1200m -XX:+UseSerialGC \
    --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \
    -cp "$fuzz/target/test-classes:$fuzz/target/lib/*" com.code_intelligence.jazzer.Jazzer \
    --target_class="$class" --target_method="$method" --instrumentation_includes='io.rttd.**' \
    --reproducer_path="$found" "$fuzz/target/corpus/$1" "$inputs" \
    -artifact_prefix="$found/" -max_total_time="$2" -max_len="$longest" -timeout=25 \
    -rss_limit_mb=0 -print_final_stats=1 >"$fuzz/target/fuzz-$1.log" 2>&1 && {
    grep -aE '^(#.*DONE|stat::number_of_executed_units)' "$fuzz/target/fuzz-$1.log" >&2
    return 0
  }
  grep -aE -A 12 '^== ' "$fuzz/target/fuzz-$1.log" >&2 || tail -n 20 "$fuzz/target/fuzz-$1.log" >&2
  say "a finding: $found. Fix it, and keep the input in ${inputs#"$root"/}"
  return 1
}

run_fuzz() { # MINUTES [TARGET]
  [[ ${1:-} =~ ^[1-9][0-9]{0,4}$ ]] || die 'fuzz: for how many minutes? See ./dev help.'
  local target status=0
  local targets=("${fuzz_targets[@]}")
  if (($# > 1)); then
    fuzz_target "$2" >/dev/null || die "fuzz: no target $2; there are ${fuzz_targets[*]}."
    targets=("$2")
  fi
  require_toolchain
  build_module perf/fuzz
  for target in "${targets[@]}"; do
    fuzz_one "$target" $(($1 * 60)) || status=1
  done
  return "$status"
}

# Lists each test that Surefire reported after a file was created, preceded by its result.
list_tests() { # FILE
  { find "$root"/*/target/surefire-reports -name 'TEST-*.xml' -newer "$1" -exec cat {} + 2>/dev/null || true; } | awk '
    function tell() { if (name != "") printf "%-8s %s\n", outcome, name; name = "" }
    /<testcase / {
      tell()
      match($0, / name="[^"]*/); name = substr($0, RSTART + 7, RLENGTH - 7)
      match($0, / classname="[^"]*/); class = substr($0, RSTART + 12, RLENGTH - 12)
      sub(/.*\./, "", class)
      name = class "." name
      outcome = "passed"
    }
    /<skipped/ { outcome = "skipped" }
    /<(failure|error)/ { outcome = "failed" }
    END { tell() }' | sort -u
}

# The tests with the tag "fault", which docs/reliability.md lists; each is printed with its result.
run_faults() {
  require_toolchain
  want_tools ip ss iperf3
  local began status=0
  began=$(mktemp)
  maven -Dorg.slf4j.simpleLogger.log.org.apache.maven.plugin.surefire=info --fail-at-end \
    "${no_checks[@]}" -Drttd.faults.stop.seconds=60 -Dgroups=fault -pl packaging -am package >&2 || status=1
  list_tests "$began"
  sum_up_tests "$began"
  rm -f "$began"
  return "$status"
}

# A real Prometheus scrapes many daemons; and what a pair costs on the wire.
run_fleet() { # [HOSTS]
  local hosts=${1:-50}
  [[ $hosts =~ ^[1-9][0-9]?$ ]] || die 'fleet: from 1 to 99 hosts.'
  require_toolchain
  want_tools ip tcpdump
  want_of_prometheus prometheus
  build_if_stale
  maven "${no_checks[@]}" -Dtest='Fleet*LiveTest' -Dsurefire.failIfNoSpecifiedTests=false \
    -Drttd.fleet.hosts="$hosts" -Drttd.command="$rttd" -pl testbed -am test >&2 ||
    die "the fleet failed; see above, and $root/testbed/target/fleet"
  cat "$root"/testbed/target/fleet/result.md "$root"/testbed/target/fleet-cost/result-*.txt
}

# Prints the entry in packaging/advisories.tsv for each library of the built command. Whether the list is current, only
# an online database can tell: see SECURITY.md.
run_audit() {
  build_if_stale
  local jar name review status=0
  for jar in "$command_home"/lib/*.jar; do
    name=${jar##*/}
    [[ $name != rttd*.jar ]] || continue
    review=$(awk -F'\t' -v jar="$name" '$1 == jar { print $2 ": " $3 }' "$root/packaging/advisories.tsv")
    if [[ -z $review ]]; then
      review='NOT REVIEWED: look for its advisories, and add it to packaging/advisories.tsv'
      status=1
    fi
    printf '%-52s %s\n' "$name" "$review"
  done
  return "$status"
}

run_stress() { # JCSTRESS-ARG…
  require_toolchain
  build_module perf/stress
  cd "$root/perf/stress/target"
  exec "$JAVA_HOME/bin/java" --add-exports java.base/jdk.internal.misc=ALL-UNNAMED \
    -cp "classes:lib/*" org.openjdk.jcstress.Main -m quick -r jcstress "$@"
}

run_mutate() {
  require_toolchain
  maven "${no_checks[@]}" -pl engine,capture -am \
    test-compile org.pitest:pitest-maven:mutationCoverage >&2 ||
    die 'the score is too low, or something failed; see above.'
  say "the reports: $root/{engine,capture}/target/pit-reports/index.html"
}
