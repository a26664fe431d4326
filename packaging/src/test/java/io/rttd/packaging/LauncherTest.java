package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code bin/rttd}: finds Java and itself, and becomes the JVM. */
class LauncherTest extends LauncherFixture {
  private static final Path BUILT = SourceTree.ROOT.resolve("daemon/target/rttd/bin/rttd");

  @Test
  void shouldHandOverArgumentsAsTheyAre() throws Exception {
    Outcome outcome = runWithJava("17.0.1", launcher, "analyze", "a file.pcap", "", "*");
    assertThat(outcome.out())
        .endsWith("io.rttd.daemon.Main\nanalyze\na file.pcap\n\n*\n")
        .contains("jdk.internal.misc=ALL-UNNAMED\n");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void shouldFindItsLibrariesThroughSymbolicLinks() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), launcher);
    Path second = Files.createSymbolicLink(folder.resolve("second"), first.getFileName());
    assertThat(runWithJava("17.0.1", second).out())
        .contains("\n" + folder.toRealPath() + "/opt/an rttd/lib/rttd.jar\n");
  }

  @Test
  void shouldBecomeTheJvmSoThatSignalsReachIt() throws Exception {
    Outcome outcome = runWithJava("17.0.1", launcher);
    assertThat(outcome.out()).startsWith("pid " + outcome.pid() + "\n");
  }

  @Test
  void shouldTakeJavaFromThePathWhenThereIsNoJavaHome() throws Exception {
    Files.createSymbolicLink(
        machine.bin().resolve("java"), machine.jdk("21.0.2").resolve("bin/java"));
    assertThat(machine.run(machine.process(launcher, "run")).out()).endsWith("\nrun\n");
  }

  @Test
  void shouldNameTheVersionItNeedsWhenThereIsNoJava() throws Exception {
    Outcome outcome = machine.run(machine.process(launcher));
    assertThat(outcome.err()).contains("no java in PATH", "Java 17 or newer");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAJavaHomeWithoutJava() throws Exception {
    ProcessBuilder process = machine.process(launcher);
    process.environment().put("JAVA_HOME", folder.resolve("gone").toString());
    Outcome outcome = machine.run(process);
    assertThat(outcome.err()).contains("JAVA_HOME is " + folder.resolve("gone"));
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  @Test
  void shouldRefuseAJavaThatIsTooOld() throws Exception {
    for (String version : new String[] {"1.8.0_392", "11.0.20", "16"}) {
      Outcome outcome = runWithJava(version, launcher);
      assertThat(outcome.err()).as(version).contains("Java 17 or newer");
      assertThat(outcome.exitCode()).as(version).isEqualTo(2);
    }
  }

  @Test
  void shouldStartInAFolderThatIsGone() throws Exception {
    assumeThat(BUILT).as("built by Maven's package phase").exists();
    String script = "mkdir \"$1\" && cd \"$1\" && rmdir \"$1\" && exec \"$2\" --version";
    ProcessBuilder process = machine.process(BUILT);
    process.command("/bin/sh", "-c", script, "sh", folder + "/gone", BUILT.toString());
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Outcome outcome = machine.run(process);
    assertThat(outcome.out()).as(outcome.err()).startsWith("rttd ");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void shouldStartWhatWasBuilt() throws Exception {
    assumeThat(BUILT).as("built by Maven's package phase").exists();
    ProcessBuilder process = machine.process(BUILT, "--version");
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Outcome outcome = machine.run(process);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).startsWith("rttd ");
    assertThat(outcome.exitCode()).isZero();
  }
}
