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
  void shouldCheckAConfigurationAndSayWhatItMeans() throws Exception {
    Path file =
        write("init_config:\n  report_interval: 5\n", "- interface: lo\n  ips: [192.0.2.7]");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "no faults",
            "interface lo",
            "192.0.2.7",
            "every 5 s to DogStatsD at udp://127.0.0.1:8125");
  }

  @Test
  void shouldSayWhichPeersAreReportedTogetherAndWhereElse() throws Exception {
    Path file =
        write(
            "init_config:\n  prometheus_listen: ':9475'\n  metrics: [rttd.flows]\n",
            "- interface: lo\n  groups: {db: [192.0.2.0/24]}\n  aggregate_ipv4: 16");

    CommandRun run = rttd("check", file);

    assertThat(run.out())
        .contains(
            "db: 192.0.2.0/24", "IPv4 by /16", "http://127.0.0.1:9475/metrics", "only rttd.flows");
  }

  @Test
  void shouldReportEveryFaultOfAConfigurationWithItsPlace() throws Exception {
    Path file = write("init_config:\n  snaplen: 12\n  idle_tll: 3\n", "- interface: lo");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(file + ":2:", "snaplen", file + ":3:", "idle_ttl");
  }

  @Test
  void shouldSayHowItMeasuresByTurns() throws Exception {
    String sampling = "\n  sample: true\n  sample_duration: 10\n  sample_interval: 50";

    CommandRun run = rttd("check", write("", "- interface: lo" + sampling));

    assertThat(run.out()).contains("measures for 10 s, then pauses for 50 s");
  }

  @Test
  void shouldSayWhatIsWrongWithAFilterAndWhere() throws Exception {
    String name = "n".repeat(128);
    Path file = write("", "- interface: lo\n  filter: prot 6\n- interface: " + name + "\n");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err())
        .containsPattern(":\\d+:11: instances\\[0\\].filter: prot 6: does not compile: .*syntax")
        .contains("is longer than 127 characters");
  }

  @Test
  void shouldRefuseAMissingConfigurationTheGoMetroWayToo() {
    CommandRun run = rttd("-cfg=" + folder.resolve("none.yaml"), "-st");

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("none.yaml");
  }

  @Test
  void shouldSayThatAnInterfaceWillBeWaitedFor() throws Exception {
    Path file =
        write("init_config: {}\n", "- interface: nosuch0\n- interface: nosuch*\n- interface: lo:1");

    CommandRun run = rttd("check", file);

    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .contains(
            "interface nosuch0; it does not exist yet, rttd waits for it",
            "the interfaces that match nosuch*; none now, rttd waits for them",
            "interface lo:1, which is lo");
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
  void shouldRefuseToRunAsAnotherUserThanTheNamedOne() throws Exception {
    String other = System.getProperty("user.name").equals("nobody") ? "daemon" : "nobody";
    Path file = write("", "- pcap: /no/such.pcap");

    for (CommandRun run :
        List.of(
            rttd("run", "--user", other, "-c", file),
            rttd("run", "-c", file, "--user=" + other),
            rttd("-cfg=" + file, "--user", other))) {
      assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
      assertThat(run.err())
          .contains("run --user " + other + ": rttd runs as")
          .doesNotContain("such.pcap");
    }
    assertThat(rttd("run", "--user", "no such user", "-c", file).err()).contains("no such user");
    for (String root : List.of("root", "0")) {
      assertThat(rttd("run", "--user", root, "-c", file).err())
          .contains("run --user " + root + ": that is root")
          .doesNotContain("such.pcap");
      assertThat(rttd("check", "--user", root, file).err()).contains("that is root");
    }
  }

  @Test
  void shouldReadNoArgumentsFromFiles() throws Exception {
    Path arguments =
        Files.writeString(folder.resolve("arguments"), "--user nobody -c /no/such.yaml");

    CommandRun run = rttd("run", "@" + arguments);

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("@" + arguments).doesNotContain("such.yaml");
  }

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
      assertThat(run.err()).contains("'rttd check " + file + "'", "/run/rttd/rttd.sock");
      assertThat(run.err()).contains("no running rttd");
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
  void shouldNotTakeGoMetrosFlagForAFileBehindACommand() {
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
  void shouldSayWhichPathsAreOfAnotherKindThanItNeeds() throws Exception {
    Path fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));

    for (String path : List.of(fifo.toString(), folder.toString(), "/dev/zero", link.toString())) {
      for (String line :
          List.of(
              "log_to_file: true\n  log_file: ",
              "hlog_file: ",
              "jsonl_file: ",
              "status_socket: ",
              "dogstatsd_url: unix://")) {
        if (line.startsWith("dogstatsd") && path.equals(link.toString())) {
          continue; // It may lead to a socket that is made later.
        }
        CommandRun run =
            rttd("check", write("init_config:\n  " + line + path + "\n", "- interface: lo"));
        assertThat(run.exitCode()).as("%s%s", line, path).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains(": " + path + " ");
        assertThat(run.out()).doesNotContain("no faults");
      }
    }
    for (String path : List.of(fifo.toString(), folder.toString(), "/dev/zero")) {
      CommandRun run = rttd("check", write("", "- pcap: " + path));
      assertThat(run.exitCode()).as(path).isEqualTo(ExitCode.USAGE);
      assertThat(run.err()).contains("pcap: " + path);
    }
  }

  @Test
  void shouldAcceptPathsWhereNothingIsYet() throws Exception {
    String init =
        """
        init_config:
          log_to_file: true
          log_file: /dev/null
          hlog_file: %1$s/h
          jsonl_file: %1$s/j
          status_socket: %1$s/s
        """;
    assertThat(rttd("check", write(init.formatted(folder), "- interface: lo")).exitCode()).isZero();
  }

  @Test
  void shouldRefuseAReceiverThatNobodyKnows() throws Exception {
    CommandRun run =
        rttd("check", write("init_config: {statsd_ip: no.invalid}\n", "- interface: lo"));

    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("DogStatsD's host no.invalid");
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
  void shouldHoldAConfigurationAgainstThisHost() throws Exception {
    int port;
    try (DogStatsDListener listener = new DogStatsDListener(line -> {})) {
      port = listener.port();
      Path file =
          write(
              """
              init_config:
                statsd_port: %d
                metrics: [go-metro, system.net.tcp.rtt.dist]
                log_to_file: true
                log_file: %2$s/logs/rttd.log
                status_socket: %2$s/sock
              """
                  .formatted(port, folder),
              "- interface: nosuch0\n  hosts: [no.invalid, 192.0.2.1]");

      CommandRun run = rttd("check", "--live", file);

      assertThat(run.exitCode()).isEqualTo(ExitCode.NOTHING_OR_LOST);
      assertThat(run.out())
          .containsPattern("FAULT +interface +.*(nosuch0|CAP_NET_RAW)")
          .containsPattern("FAULT +host +no.invalid")
          .containsPattern("ok +host +192.0.2.1")
          .containsPattern("ok +DogStatsD +udp://127.0.0.1:" + port)
          .containsPattern("ok +log_file .*can be created")
          .containsPattern("ok +series +4 for each pair \\(8 custom metrics in Datadog\\)");
    }
    Path file = write("init_config: {statsd_port: " + port + "}\n", "- interface: lo");
    assertThat(rttd("check", "--live", file).out())
        .containsPattern("FAULT +DogStatsD .*nothing listens there");
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
