package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./dev}, on a machine where Maven, apt-get and the like only write down what was asked. */
class DevScriptTest {
  /** A Maven that builds a command which prints its arguments. */
  private static final String MAVEN =
      """
      if [ "$1" = -v ]; then echo 'Apache Maven 3.9.1 (none)'; exit 0; fi
      echo 'Maven speaks'
      mkdir -p daemon/target/rttd/bin
      printf '#!/bin/sh\\nprintf "%%s\\\\n" "$PWD" "$@"\\n' >daemon/target/rttd/bin/rttd
      chmod +x daemon/target/rttd/bin/rttd
      """;

  /** An apt-get whose install brings Maven. */
  private static final String INSTALLS_MAVEN =
      "[ \"$1\" = update ] || { cp \"${0%/*}/hidden-mvn\" \"${0%/*}/mvn\"; echo 'apt speaks'; }";

  /** A Maven that runs tests of one module, and never comes to the others. */
  private static final String TESTS =
      """
      if [ "$1" = -v ]; then echo 'Apache Maven 3.9.1 (none)'; exit 0; fi
      mkdir -p engine/target/surefire-reports
      cat >engine/target/surefire-reports/TEST-a.xml <<'XML'
      <testsuite name="a" tests="5" errors="0" skipped="1" failures="1">
        <testcase name="shouldPass(int)[1]" classname="io.rttd.ATest" time="0.1"/>
        <testcase name="shouldPass(int)[2]" classname="io.rttd.ATest" time="0.1"/>
        <testcase name="shouldFail(int)[1]" classname="io.rttd.BTest" time="0.1">
          <failure message="no"/>
        </testcase>
        <testcase name="shouldFail(int)[2]" classname="io.rttd.BTest" time="0.1"/>
        <testcase name="shouldBeSkipped" classname="io.rttd.ATest" time="0">
          <skipped message="CAP_NET_RAW is missing"/>
        </testcase>
      </testsuite>
      XML
      """;

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path clone;

  @BeforeEach
  void layOut() throws IOException {
    machine = new FakeMachine(folder);
    clone = folder.resolve("a clone");
    for (String room : List.of("config", "engine", "capture", "reporting", "daemon")) {
      Files.createDirectories(clone.resolve(room + "/src/main/java"));
      Files.createFile(clone.resolve(room + "/pom.xml"));
    }
    Files.createDirectory(clone.resolve(".mvn"));
    Files.createFile(clone.resolve("pom.xml"));
    machine.layOutScripts(clone);
  }

  @Test
  void shouldLetNothingButTheCommandsOwnOutputReachStandardOutput() throws Exception {
    machine.install("mvn", MAVEN);
    Path link = Files.createSymbolicLink(folder.resolve("link"), clone.resolve("dev"));
    Outcome outcome = dev(machine.process(link, "analyze", "--samples", "-", "a file"));
    assertThat(outcome.err()).contains("Maven speaks");
    assertThat(outcome.out()).isEqualTo(folder.toRealPath() + "\nanalyze\n--samples\n-\na file\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void shouldBuildAgainOnlyWhenASourceIsNewer() throws Exception {
    machine.install("mvn", MAVEN);
    dev("interfaces");
    dev("interfaces");
    assertThat(builds()).isEqualTo(1);
    Path source = Files.createFile(clone.resolve("engine/src/main/java/New.java"));
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    dev("interfaces");
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void shouldFailWithoutRunningAnythingWhenTheBuildFails() throws Exception {
    machine.install("mvn", MAVEN + "exit 1");
    Outcome outcome = dev("interfaces");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("the build failed");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void shouldListTheResultOfEachFaultsTest() throws Exception {
    machine.install("mvn", TESTS + "exit 1");
    for (String tool : List.of("ip", "ss", "iperf3")) {
      machine.install(tool, "exit 0");
    }
    Outcome outcome = dev("faults");
    assertThat(outcome.out())
        .contains(
            "passed   ATest.shouldPass(int)[1]\n",
            "failed   BTest.shouldFail(int)[1]\n",
            "skipped  ATest.shouldBeSkipped\n")
        .endsWith("tests: 3 passed, 1 failed, 1 skipped\n");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(machine.calls()).anyMatch(call -> call.contains(" -Dgroups=fault "));
  }

  @Test
  void shouldInstallWhatIsMissingAndSayWhatItDoes() throws Exception {
    machine.install("hidden-mvn", MAVEN);
    machine.install("apt-get", INSTALLS_MAVEN);
    Outcome outcome = dev("build");
    assertThat(outcome.err()).contains("missing: maven", "running: apt-get install -y", "maven\n");
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    assertThat(installs()).singleElement().asString().endsWith(" maven");
  }

  @Test
  void shouldUseTheWrapperWhereThereIsNoMaven() throws Exception {
    machine.install("hidden-mvnw", MAVEN);
    Files.createSymbolicLink(clone.resolve("mvnw"), machine.bin().resolve("hidden-mvnw"));
    machine.install("curl", "");
    machine.install("apt-get", INSTALLS_MAVEN);
    assertThat(dev("build").exitCode()).isZero();
    assertThat(installs()).isEmpty();
    assertThat(machine.calls()).anyMatch(call -> call.startsWith("hidden-mvnw -B"));
  }

  @Test
  void shouldPreferAnInstalledMavenToTheWrapper() throws Exception {
    machine.install("mvn", MAVEN);
    machine.install("hidden-mvnw", "exit 1");
    Files.createSymbolicLink(clone.resolve("mvnw"), machine.bin().resolve("hidden-mvnw"));
    machine.install("curl", "");
    assertThat(dev("build").exitCode()).isZero();
    assertThat(machine.calls()).noneMatch(call -> call.startsWith("hidden-mvnw"));
  }

  @Test
  void shouldFetchFreshPackageListsWhenAnInstallationFails() throws Exception {
    machine.install("hidden-mvn", MAVEN);
    machine.install(
        "apt-get",
        "if [ \"$1\" = update ]; then touch '"
            + folder
            + "/fresh'; exit 0; fi\n"
            + "[ -e '"
            + folder
            + "/fresh' ] || exit 100\n"
            + INSTALLS_MAVEN);
    assertThat(dev("build").exitCode()).isZero();
    assertThat(machine.calls()).anyMatch(call -> call.startsWith("apt-get update"));
  }

  @Test
  void shouldInstallThroughSudoWhenNotRoot() throws Exception {
    machine.install("id", "echo 1000");
    machine.install("sudo", "[ \"$1\" = -n ] && shift; exec \"$@\"");
    machine.install("hidden-mvn", MAVEN);
    machine.install("apt-get", INSTALLS_MAVEN);
    assertThat(dev("build").exitCode()).isZero();
    assertThat(machine.calls())
        .anyMatch(call -> call.startsWith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get"));
  }

  @Test
  void shouldSayWhatToInstallWhereItMayNot() throws Exception {
    machine.install("id", "echo 1000");
    machine.install("apt-get", INSTALLS_MAVEN);
    Outcome outcome = dev("build");
    assertThat(outcome.err()).contains("Install as root", "apt-get install maven");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(installs()).isEmpty();
  }

  @Test
  void shouldInstallNothingWhenToldSo() throws Exception {
    machine.install("apt-get", INSTALLS_MAVEN);
    ProcessBuilder process = machine.process(clone.resolve("dev"), "build");
    process.environment().put("RTTD_DEV_INSTALL", "no");
    assertThat(dev(process).exitCode()).isEqualTo(1);
    assertThat(installs()).isEmpty();
  }

  @Test
  void shouldUseDnfWhereThereIsNoAptGet() throws Exception {
    machine.install("hidden-mvn", MAVEN);
    machine.install("dnf", INSTALLS_MAVEN);
    assertThat(dev("build").exitCode()).isZero();
    assertThat(machine.calls()).contains("dnf install -y maven");
  }

  @Test
  void shouldReplaceAMavenThatIsTooOld() throws Exception {
    machine.install("mvn", "echo 'Apache Maven 3.6.0'");
    machine.install("apt-get", "exit 0");
    Outcome outcome = dev("build");
    assertThat(outcome.err()).contains("missing: maven", "mvn is older than 3.6.3");
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void shouldSumUpTheTestsAndEndWithMavensExitCode() throws Exception {
    machine.install(
        "mvn",
        MAVEN
            + """
            for room in config engine; do
              mkdir -p $room/target/surefire-reports
              cat >$room/target/surefire-reports/TEST-a.xml <<'XML'
            <testsuite name="a" time="1.1" tests="5" errors="1" skipped="2" failures="0">
              <testcase><skipped type="x.Y"><![CDATA[x.Y: Assumption failed: no permission
            </testcase>
            <testcase><skipped message="no permission"/></testcase>
            XML
            done
            exit 7
            """);
    for (String tool : List.of("ip", "ss", "iperf3", "tcpdump")) {
      machine.install(tool, "");
    }
    Outcome outcome = dev("test");
    assertThat(outcome.out())
        .contains(" 4 no permission\n")
        .endsWith("tests: 4 passed, 2 failed, 4 skipped\n");
    assertThat(outcome.exitCode()).isEqualTo(7);
  }

  @Test
  void shouldKeepTestingWithoutAToolThatCannotBeInstalled() throws Exception {
    machine.install("mvn", MAVEN);
    machine.install("apt-get", "exit 100");
    Outcome outcome = dev("test");
    // bash has a `time` of its own, which is not the program.
    assertThat(outcome.err()).contains("continuing without", "iperf3", "socat", "chromium", "time");
    assertThat(outcome.exitCode()).isZero();
  }

  private Outcome dev(String... arguments) throws IOException, InterruptedException {
    return dev(machine.process(clone.resolve("dev"), arguments));
  }

  private Outcome dev(ProcessBuilder process) throws IOException, InterruptedException {
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    return machine.run(process);
  }

  private long builds() throws IOException {
    return machine.calls().stream().filter(call -> call.startsWith("mvn -B")).count();
  }

  private List<String> installs() throws IOException {
    return machine.calls().stream().filter(call -> call.startsWith("apt-get install")).toList();
  }
}
