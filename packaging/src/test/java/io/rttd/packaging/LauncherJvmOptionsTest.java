package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/**
 * The JVM options that {@code bin/rttd} chooses: heap, class data, crash reports, and what each
 * version of Java needs.
 */
class LauncherJvmOptionsTest extends LauncherFixture {
  @Test
  void shouldGiveJnaTheNativeLibraryOfAPackage() throws Exception {
    Path brought = Files.createDirectories(launcher.resolveSibling("../native").normalize());

    assertThat(runWithJava("17.0.1", launcher).out())
        .contains("\n-Djna.boot.library.path=" + brought.toRealPath() + "\n")
        .contains("\n-Djna.boot.library.path=" + brought.toRealPath() + "\n-Djna.nosys=true\n");
  }

  @Test
  void shouldUseTheArchiveOfClassesThatAPackageMade() throws Exception {
    assertThat(runWithJava("17.0.1", launcher).out()).doesNotContain("SharedArchiveFile");
    Path archive = Files.createDirectories(launcher.resolveSibling("../lib").normalize());
    Files.createFile(archive.resolve("rttd.jsa"));

    assertThat(runWithJava("17.0.1", launcher).out())
        .contains(
            "\n-XX:SharedArchiveFile=" + archive.toRealPath() + "/rttd.jsa\n-Xlog:cds*=off\n");
  }

  @Test
  void shouldUseTheCacheThatAPackageTrainedWhereJavaCanReadIt() throws Exception {
    Path lib = Files.createDirectories(launcher.resolveSibling("../lib").normalize());
    Files.createFile(lib.resolve("rttd.aot"));
    Files.writeString(lib.resolve("rttd.aot.folder"), lib.toRealPath() + "\n");
    String option = "\n-XX:AOTCache=" + lib.toRealPath() + "/rttd.aot\n-Xlog:aot*=off\n";

    assertThat(runWithJava("25.0.3", launcher).out()).contains(option);
    assertThat(runWithJava("24", launcher).out()).doesNotContain("AOTCache");

    Files.createFile(lib.resolve("rttd.jsa"));
    assertThat(runWithJava("25.0.3", launcher).out()).doesNotContain("SharedArchiveFile");
    assertThat(runWithJava("17.0.1", launcher).out()).contains("SharedArchiveFile");

    assertThat(runWithOptions("25.0.3", "-Xshare:off")).doesNotContain("AOTCache");

    Files.writeString(lib.resolve("rttd.aot.folder"), "/where/it/was/made\n");
    assertThat(runWithJava("25.0.3", launcher).out()).doesNotContain("AOTCache");
  }

  @Test
  void shouldLetTheUsersHeapBeSmallerThanItsOwn() throws Exception {
    assertThat(runWithOptions("17.0.1", "-Xmx32m")).doesNotContain("-Xms").contains("-Xmx32m");
  }

  @Test
  void shouldPutTheUsersOptionsBehindItsOwn() throws Exception {
    String out = runWithOptions("17.0.1", "-Xmx4g -Dx=y");
    assertThat(out).contains("-Xmx4g\n-Dx=y\n-cp\n");
    assertThat(out.indexOf("-Xmx4g")).isGreaterThan(out.indexOf("-Xmx1g"));
  }

  @Test
  void shouldAllowAnAnalysisAQuarterOfTheMemoryAsHeap() throws Exception {
    long quarterMb = memoryKb() / 4096;
    assumeThat(quarterMb).isBetween(1025L, 8192L);

    assertThat(runWithJava("17.0.1", launcher, "analyze", "a.pcap").out())
        .contains("\n-Xms192m\n-XX:NewSize=64m\n-Xmx" + quarterMb + "m\n");
    assertThat(runWithJava("17.0.1", launcher, "run").out()).contains("\n-XX:NewSize=3m\n-Xmx1g\n");
  }

  @Test
  void shouldTakeHugePagesForAnAnalysisWhereTheKernelOffersThem() throws Exception {
    assumeThat(memoryKb() / 4096).isGreaterThan(1024L);
    Path mode = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    boolean offered =
        Files.isReadable(mode)
            && Stream.of("[madvise]", "[always]").anyMatch(Files.readString(mode)::contains);

    String ofAnalysis = runWithJava("17.0.1", launcher, "analyze", "a.pcap").out();
    assertThat(ofAnalysis.contains("\n-XX:+UseTransparentHugePages\n")).isEqualTo(offered);
    assertThat(runWithJava("17.0.1", launcher, "run").out()).doesNotContain("HugePages");
  }

  @Test
  void shouldGiveNewerJavasTheOptionThatOlderOnesDoNotKnow() throws Exception {
    String option = "--sun-misc-unsafe-memory-access=allow";
    assertThat(runWithJava("23", launcher).out()).doesNotContain(option);
    assertThat(runWithJava("24", launcher).out()).contains(option);
  }

  @Test
  void shouldStartNewerJavasWithLessHeapAsTheyThemselvesAreLarger() throws Exception {
    assertThat(runWithJava("23", launcher).out()).contains("\n-Xms48m\n-XX:NewSize=3m\n");
    assertThat(runWithJava("25.0.3", launcher).out()).contains("\n-Xms48m\n-XX:NewSize=2m\n");
  }

  @Test
  void shouldWantCrashReportsBesideTheLog() throws Exception {
    Path logs = Files.createDirectories(folder.resolve("logs"));
    ProcessBuilder process = machine.process(launcher);
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    process.environment().put("LOGS_DIRECTORY", logs + ":/elsewhere");
    assertThat(machine.run(process).out())
        .contains("\n-XX:ErrorFile=" + logs + "/hs_err_pid%p.log\n");

    process.environment().put("LOGS_DIRECTORY", logs + "/missing");
    assertThat(machine.run(process).out()).doesNotContain("ErrorFile");
  }

  /** The JVM ignores a method that does not exist, and says nothing. */
  @Test
  void shouldKeepMethodsApartThatExist() throws Exception {
    List<MatchResult> methods =
        Pattern.compile("dontinline,([\\w.]+)::(\\w+)")
            .matcher(Files.readString(launcher))
            .results()
            .toList();

    assertThat(methods).isNotEmpty();
    for (MatchResult method : methods) {
      String file = "src/main/java/" + method.group(1).replace('.', '/') + ".java";
      try (Stream<Path> rooms = Files.list(SourceTree.ROOT)) {
        assertThat(rooms.map(room -> room.resolve(file)).filter(Files::exists))
            .as(method.group())
            .singleElement(InstanceOfAssertFactories.PATH)
            .content()
            .containsPattern("\\b" + method.group(2) + "\\(.*\\) \\{|" + method.group(2) + "\\(\n");
      }
    }
  }

  @Test
  void shouldUseNoOptionThatTheJavaOfThisTestRefuses() throws Exception {
    for (String command : List.of("run", "analyze")) {
      assertAccepted(command);
    }
  }

  private void assertAccepted(String command) throws Exception {
    ProcessBuilder process = machine.process(launcher, command);
    process.environment().put("JAVA_HOME", System.getProperty("java.home"));
    process.environment().put("RTTD_JAVA_OPTS", "-version");
    Outcome outcome = machine.run(process);
    assertThat(outcome.err()).contains("version \"" + System.getProperty("java.version"));
    assertThat(outcome.out() + outcome.err()).doesNotContainIgnoringCase("warning");
    assertThat(outcome.exitCode()).isZero();
  }

  private static long memoryKb() throws IOException {
    String line = Files.readAllLines(Path.of("/proc/meminfo")).get(0);
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }

  private String runWithOptions(String version, String options)
      throws IOException, InterruptedException {
    ProcessBuilder process = machine.process(launcher);
    process.environment().put("JAVA_HOME", machine.jdk(version).toString());
    process.environment().put("RTTD_JAVA_OPTS", options);
    return machine.run(process).out();
  }
}
