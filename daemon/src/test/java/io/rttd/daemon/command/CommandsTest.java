package io.rttd.daemon.command;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.daemon.demo.DogStatsDLine;
import io.rttd.daemon.demo.DogStatsDListener;
import io.rttd.daemon.status.StatusServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {
  @TempDir Path folder;

  @Test
  void shouldSayItsVersionAndItsJava() {
    CommandRun run = rttd("--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).matches("rttd \\S+ \\(java \\d+.*\\)\\R");
  }

  @Test
  void shouldNotGuessWhichCommandIsMeant() {
    CommandRun run = rttd();

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("no command given").contains("analyze").contains("run");
  }

  @Test
  void shouldAnswerAnUnknownCommandWithTheNearestAndNoPageOfUsage() {
    CommandRun run = rttd("analize", "x.pcap");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("'rttd --help'").doesNotContain("Exit codes");
  }

  @Test
  void shouldRefuseAMissingConfigurationTheGoMetroWayToo() {
    CommandRun run = rttd("-cfg=" + folder.resolve("none.yaml"), "-st");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("none.yaml");
  }

  @Test
  void shouldNameTheInterfacesThatExistWhenTopIsGivenOneThatDoesNot() {
    CommandRun run = rttd("top", "-i", "nosuch0");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("nosuch0").contains("lo");
  }

  @Test
  void shouldListTheLoopbackInterfaceWithItsAddress() {
    CommandRun run = rttd("interfaces");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).containsPattern("(?m)^lo +up +- +.*127\\.0\\.0\\.1");
    assertThat(run.out()).containsPattern("(?m)^interface: auto ");
  }

  @Test
  void shouldEndByItselfWhenAllInstancesAreFilesAndReportTheLastIntervalToo() throws Exception {
    Path capture = folder.resolve("two.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("10.0.0.1", "10.0.0.2", 40_000, 0, 20_000)
          .connection("10.0.0.1", "10.0.0.2", 40_001, 12_000_000, 30_000);
    }
    Queue<String> lines = new ConcurrentLinkedQueue<>();
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path file =
          write(
              "init_config:\n  log_level: error\n  statsd_port: " + listener.port() + "\n",
              "- pcap: " + capture + "\n  local_networks: [10.0.0.1/32]\n  tags: [zone:a]");

      assertThat(rttd("run", "-c", file).exitCode()).isZero();
      org.awaitility.Awaitility.await().until(() -> counts(lines).size() >= 2);
    }

    assertThat(counts(lines))
        .as("samples of the two intervals")
        .extracting(line -> line.values().get(0))
        .containsExactly(3.0, 3.0);
    assertThat(counts(lines).get(0).tags())
        .contains("src:10.0.0.1", "dst:10.0.0.2", "iface:two.pcap", "zone:a");
  }

  @Test
  void shouldReadNoArgumentsFromFiles() throws Exception {
    Path arguments =
        Files.writeString(folder.resolve("arguments"), "--user nobody -c /no/such.yaml");

    CommandRun run = rttd("run", "@" + arguments);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("@" + arguments).doesNotContain("such.yaml");
  }

  @Tag("fault")
  @Test
  void shouldMeasureAndSayOnceThatItsLogCannotBeOpened() throws Exception {
    Path capture = folder.resolve("one.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("10.0.0.1", "10.0.0.2", 40_000, 0, 20_000);
    }
    Path log = Files.createDirectory(folder.resolve("is-a-folder.log"));
    Path file =
        write("init_config:\n  log_to_file: true\n  log_file: " + log + "\n", "- pcap: " + capture);

    CommandRun run = rttd("run", "-c", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err())
        .containsOnlyOnce("log_file " + log + " cannot be opened: ")
        .contains("logging to standard error", "one.pcap: measuring");
  }

  @Test
  void shouldAskOnTheConfiguredSocketWhateverElseIsWrongWithTheFile() throws Exception {
    Path socket = folder.resolve("s");
    Path file = write("init_config:\n  snaplen: 1\n  status_socket: " + socket + "\n", "- no: x");
    try (StatusServer server = StatusServer.open(socket, question -> "{\"healthy\":true}")) {
      assertThat(rttd("status", "-c", file, "--json").out()).contains("healthy");
      assertThat(server).isNotNull();
    }
    for (String faulty : List.of("a: [", "init_config: {status_socket: [1]}")) {
      Files.writeString(file, faulty);
      CommandRun run = rttd("status", "-c", file);
      // Whether one runs there depends on the machine.
      assertThat(run.err()).contains("'rttd check " + file + "'", "querying /run/rttd/rttd.sock");
    }
    assertThat(rttd("status", "-c", folder.resolve("none")).exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldNameTheKeysThatItSortsBy() {
    assertThat(rttd("top", "--sort", "foo").err())
        .contains("'foo' is not one of [p99, traffic, change]")
        .doesNotContain("Exception");
  }

  @Test
  void shouldNotMistakeGoMetrosFlagForAFileAfterACommand() {
    for (CommandRun run : List.of(rttd("run", "-cfg=X"), rttd("status", "-cfg", "X"))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("-cfg", "go-metro's flags").doesNotContain("/fg=X");
    }
  }

  @Test
  void shouldHelpWhenAskedByACommand() {
    assertThat(rttd("help").exitCode()).isZero();
    assertThat(rttd("help").out()).contains("analyze", "Exit codes");
    assertThat(rttd("help", "top").out()).contains("rttd top", "--sort");
  }

  @Test
  void shouldPrintNoTableOfAFileThatCannotBeRead() throws Exception {
    Path file = Files.writeString(folder.resolve("x.pcap"), "garbage");

    CommandRun run = rttd("analyze", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_OR_LOST);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("is not a capture");
  }

  @Test
  void shouldSayInTwoLinesThatNoNativeLibraryCanBeLoaded() {
    StringWriter err = new StringWriter();
    PrintWriter writer = new PrintWriter(err);
    UnsatisfiedLinkError error = new UnsatisfiedLinkError("no jna: failed to map\nand more");

    assertThat(Failures.report(error, writer)).isEqualTo(ExitCode.NOTHING_OR_LOST);
    assertThat(err.toString().lines()).hasSize(2).first().asString().endsWith("failed to map");
    assertThat(err.toString()).contains("noexec", "-Djna.tmpdir=");
  }

  @Tag("fault")
  @Test
  void shouldKnowTheSecondFailureOfANativeLibraryByItsCause() {
    StringWriter err = new StringWriter();
    LinkageError second = new NoClassDefFoundError("Could not initialize class Libc");
    second.initCause(
        new ExceptionInInitializerError(
            "Exception java.lang.UnsatisfiedLinkError: '/tmp' is not writable [in thread x]"));

    assertThat(Failures.report(second, new PrintWriter(err))).isEqualTo(ExitCode.NOTHING_OR_LOST);
    assertThat(err.toString())
        .startsWith("rttd: cannot load a native library: '/tmp' is not writable");
    LinkageError other = new NoClassDefFoundError("io/rttd/Missing");
    assertThatThrownBy(() -> Failures.report(other, new PrintWriter(err))).isSameAs(other);
  }

  @Test
  void shouldNeverOverwriteWhatAnEarlierMigrationKept() throws Exception {
    Path from = Files.writeString(folder.resolve("go-metro.yaml"), "config:\n- interface: eth0\n");
    Path to = Files.writeString(folder.resolve("to.yaml"), "first");

    assertThat(rttd("migrate", from, "-o", to).exitCode()).isZero();
    assertThat(rttd("migrate", from, "-o", to).err()).contains("is already up to date");
    Files.writeString(to, "second");
    assertThat(rttd("migrate", from, "-o", to).err()).contains("to.yaml.old.2");

    assertThat(folder.resolve("to.yaml.old")).hasContent("first");
    assertThat(folder.resolve("to.yaml.old.2")).hasContent("second");
    assertThat(folder.resolve("to.yaml.old.3")).doesNotExist();
  }

  @Test
  void shouldLeaveAFileAloneThatIsRttdsOwn() throws Exception {
    Path made = folder.resolve("made.yaml");
    Path from = Files.writeString(folder.resolve("go-metro.yaml"), "config:\n- interface: eth0\n");
    assertThat(rttd("migrate", from, "-o", made).err())
        .contains("series for each pair", "go-metro sent 3", "metrics: [go-metro]");
    Path own = write("init_config:\n  report_interval: 5\n", "- interface: eth0");

    for (Path file : List.of(made, own)) {
      String before = Files.readString(file);
      CommandRun run = rttd("migrate", file, "-o", file);
      assertThat(run.exitCode()).isZero();
      assertThat(run.err())
          .contains("is already an rttd configuration: it ", "Nothing was written")
          .containsAnyOf("was written by rttd migrate", "has report_interval, which go-metro does");
      assertThat(file).content().isEqualTo(before);
    }
  }

  @Test
  void shouldSayThatAFilterWasNotCheckedOnlyWhenItWasNot() throws Exception {
    ConfigReader reader = new ConfigReader(Map.of(), 1);
    RttdConfig filtered = reader.parse("x", "instances: [{interface: lo, filter: tcp}]");
    RttdConfig plain = reader.parse("x", "instances: [{interface: lo}]");

    assertThat(CheckCommand.unchecked(filtered, false)).get().asString().contains("libpcap");
    assertThat(CheckCommand.unchecked(filtered, true)).isEmpty();
    assertThat(CheckCommand.unchecked(plain, false)).isEmpty();
  }

  @Test
  void shouldCountPairsByTheKernelsConnections() {
    assertThat(
            LiveCheck.distinctPairs(
                List.of(
                    "  sl  local_address rem_address   st",
                    "   0: 0100007F:1F40 0100007F:A000 01 0",
                    "   1: 0100007F:1F40 0100007F:A001 01 0",
                    "   2: 0100007F:1F40 0200007F:A001 01 0",
                    "   3: 00000000:1F40 00000000:0000 0A 0")))
        .isEqualTo(2);
  }

  private static List<DogStatsDLine> counts(Queue<String> lines) {
    return lines.stream()
        .flatMap(line -> DogStatsDLine.parse(line).stream())
        .filter(line -> line.name().equals("system.net.tcp.rtt.count"))
        .toList();
  }

  @Test
  void shouldSayThatAFileGaveNothing() throws Exception {
    Path capture = folder.resolve("empty.pcap");
    new CaptureOnDisk(capture).close();
    Path file = write("init_config:\n  log_level: error\n", "- pcap: " + capture);

    assertThat(rttd("run", "-c", file).exitCode()).isEqualTo(ExitCode.NOTHING_OR_LOST);
  }

  @Test
  void shouldMeasureWhatIsReadableOfADamagedFileAndThenFail() throws Exception {
    Path capture = folder.resolve("cut.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("10.0.0.1", "10.0.0.2", 40_000, 0, 20_000);
    }
    byte[] whole = Files.readAllBytes(capture);
    Files.write(capture, java.util.Arrays.copyOf(whole, whole.length - 5));
    Path file = write("init_config:\n  log_level: error\n", "- pcap: " + capture);

    CommandRun run = rttd("run", "-c", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_OR_LOST);
    assertThat(run.err()).contains("cut.pcap").contains("at byte ");
  }

  private Path write(String initConfig, String instances) throws Exception {
    return Files.writeString(
        folder.resolve("rttd.yaml"), initConfig + "instances:\n" + instances + "\n");
  }
}
