package io.rttd.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.packaging.FakeMachine.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/rttd}: finds Java and itself, and becomes the JVM. */
class LauncherTest {
  private static final Path BUILT = SourceTree.ROOT.resolve("daemon/target/rttd/bin/rttd");

  @TempDir private Path folder;
  private FakeMachine machine;
  private Path launcher;

  @BeforeEach
  void layOut() throws IOException {
    machine = new FakeMachine(folder);
    launcher = folder.resolve("opt/an rttd/bin/rttd");
    Files.createDirectories(launcher.getParent());
    Files.copy(SourceTree.ROOT.resolve("daemon/src/main/launcher/rttd"), launcher);
  }

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
  void shouldNameFilesInUtf8WhereTheLocaleIsNoneOfTheMachines() throws Exception {
    machine.install("locale", "echo ANSI_X3.4-1968");
    assertThat(localeOfJava("C")).isEqualTo("C.UTF-8, ASCII");
    assertThat(localeOfJava("en_US.UTF-8")).isEqualTo("C.UTF-8, ");
    assertThat(localeOfJava("de_DE")).isEqualTo("C.UTF-8, ASCII");

    machine.install("locale", "echo ISO-8859-1");
    assertThat(localeOfJava("de_DE")).isEqualTo("de_DE, ");
  }

  @Test
  void shouldBecomeTheUserOnEveryCommandLineBeforeJavaStarts() throws Exception {
    machine.install(
        "id", "case ${2-none} in none | root) echo 0 ;; gone | '') exit 1 ;; *) echo 900 ;; esac");
    machine.install("setpriv", "echo became \"$@\"");
    for (List<String> line :
        List.of(
            List.of("run", "--user", "rttd"),
            List.of("run", "-c", "x.yaml", "--user=rttd"),
            List.of("-cfg=x.yaml", "--user", "rttd"),
            List.of("--log=x", "-st", "--user=rttd"))) {
      Outcome outcome = runWithJava("17.0.1", launcher, line.toArray(String[]::new));
      assertThat(outcome.out()).as("%s", line).startsWith("became --reuid rttd --regid 900 ");
    }
    assertThat(runWithJava("17.0.1", launcher, "-st", "--user", "gone").err())
        .contains("no such user");
    assertThat(runWithJava("17.0.1", launcher, "run", "--user=").err()).contains("no such user");
    assertThat(runWithJava("17.0.1", launcher, "run", "--user", "root").err())
        .contains("that is root");
  }

  @Test
  void shouldHandRootsFoldersOverToTheUser() throws Exception {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    machine.install("id", "case ${2-none} in none) echo 0 ;; *) echo 900 ;; esac");
    machine.install("setpriv", "echo became \"$@\"");
    machine.install("chown", "");
    Path logs = Files.createDirectories(folder.resolve("log/rttd"));
    Files.writeString(logs.resolve("rttd.log"), "of a trial");
    Files.createSymbolicLink(logs.resolve("planted"), Path.of("/etc/shadow"));
    Files.createLink(logs.resolve("named.twice"), Files.createFile(folder.resolve("elsewhere")));
    Path running = Files.createDirectories(folder.resolve("run")).resolve("rttd");
    ProcessBuilder process = machine.process(launcher, "run", "--user", "dd-agent");
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    process.environment().put("LOGS_DIRECTORY", logs.toString());
    process.environment().put("RUNTIME_DIRECTORY", running.toString());

    machine.run(process);

    assertThat(running).isDirectory();
    assertThat(machine.calls())
        .filteredOn(call -> call.startsWith("chown "))
        .containsExactly(
            "chown -h 900:900 " + logs.resolve("rttd.log"),
            "chown -h 900:900 " + logs,
            "chown -h 900:900 " + running);

    Files.setPosixFilePermissions(logs, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setAttribute(running, "unix:uid", 65534);
    int before = machine.calls().size();
    machine.run(process);
    assertThat(machine.calls().subList(before, machine.calls().size()))
        .as("a folder that others may write to, and one of somebody else's")
        .noneMatch(call -> call.startsWith("chown "));
  }

  @Test
  void shouldKeepWhatItWritesFromOthersAndNeverLoosenTheUmask() throws Exception {
    assertThat(umaskOfJava("022")).isEqualTo("0027");
    assertThat(umaskOfJava("077")).isEqualTo("0077");
    assertThat(umaskOfJava("000")).isEqualTo("0027");
  }

  private String umaskOfJava(String umask) throws Exception {
    Path jdk = machine.jdk("17.0.1");
    FakeMachine.script(jdk.resolve("bin/java"), "umask\n");
    ProcessBuilder process = machine.process(launcher, "run");
    process.command("/bin/sh", "-c", "umask " + umask + "; exec \"$0\" run", launcher.toString());
    process.environment().put("JAVA_HOME", jdk.toString());
    return machine.run(process).out().strip();
  }

  @Test
  void shouldBecomeTheJvmSoThatSignalsReachIt() throws Exception {
    Outcome outcome = runWithJava("17.0.1", launcher);
    assertThat(outcome.out()).startsWith("pid " + outcome.pid() + "\n");
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

  @Tag("fault")
  @Test
  void shouldSayThatTooFewFilesMayBeOpen() throws Exception {
    Outcome outcome = runAfter("ulimit -n 20");
    assertThat(outcome.err()).startsWith("rttd: at most 20 files may be open").hasLineCount(1);
    assertThat(outcome.exitCode()).isEqualTo(2);

    assertThat(runAfter("ulimit -S -n 20").err()).as("Java raises that one itself").isEmpty();
  }

  @Tag("fault")
  @Test
  void shouldSayThatTheAddressSpaceIsTooSmall() throws Exception {
    Outcome outcome = runAfter("ulimit -v 1000000");
    assertThat(outcome.err()).startsWith("rttd: the address space is limited to 1000000 KB");
    assertThat(outcome.exitCode()).isEqualTo(2);

    assertThat(runAfter("ulimit -v 1000000; export RTTD_JAVA_OPTS=-Xmx64m").err()).isEmpty();
  }

  @Tag("fault")
  @Test
  void shouldSayThatThereIsNoProc() throws Exception {
    Path unshare = Path.of("/usr/bin/unshare");
    assumeThat(System.getProperty("user.name")).as("may mount").isEqualTo("root");
    assumeThat(unshare).isExecutable();
    ProcessBuilder process = machine.process(launcher);
    process.command(
        unshare.toString(),
        "--mount",
        "/bin/sh",
        "-c",
        "/usr/bin/mount -t tmpfs none /proc && exec \"$0\"",
        launcher.toString());
    machine.install("uname", "echo Linux");
    Outcome outcome = machine.run(process);

    assertThat(outcome.err()).startsWith("rttd: there is no /proc, which Java needs");
    assertThat(outcome.exitCode()).isEqualTo(2);
  }

  private Outcome runAfter(String limit) throws Exception {
    ProcessBuilder process = machine.process(launcher);
    process.command("/bin/sh", "-c", limit + "; exec \"$0\"", launcher.toString());
    process.environment().put("JAVA_HOME", machine.jdk("17.0.1").toString());
    return machine.run(process);
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

  private String localeOfJava(String locale) throws IOException, InterruptedException {
    Path jdk = machine.jdk("17.0.1");
    FakeMachine.script(jdk.resolve("bin/java"), "echo \"$LC_ALL, ${RTTD_ASCII:+ASCII}\"\n");
    ProcessBuilder process = machine.process(launcher);
    process.environment().put("JAVA_HOME", jdk.toString());
    process.environment().put("LC_ALL", locale);
    Outcome outcome = machine.run(process);
    assertThat(outcome.err()).isEmpty();
    return outcome.out().replace("\n", "");
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

  private Outcome runWithJava(String version, Path program, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder process = machine.process(program, arguments);
    process.environment().put("JAVA_HOME", machine.jdk(version).toString());
    return machine.run(process);
  }
}
