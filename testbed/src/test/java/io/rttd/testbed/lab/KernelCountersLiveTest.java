package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.analyze.console.Console;
import io.rttd.daemon.Main;
import io.rttd.model.PairCounter;
import io.rttd.reporting.json.JsonTree;
import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.traffic.TrafficCommand;
import io.rttd.testbed.truth.TruthRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What rttd counts of a host's connections, against what that host's kernel counted of them and
 * what the relay recorded. Where the relay's devices take no super-segments, the capture sees each
 * segment as it is on the wire; where they do, rttd has to compute how many a super-segment is.
 */
@Tag("live")
@Timeout(120)
class KernelCountersLiveTest {
  private static final long MS = 1_000_000;
  private static final String PORT = "5201";
  private static final String CLOSED_PORT = "1";
  private static final String SILENT_NETWORK = "198.18.99.0/24";
  private static final String SILENT_ADDRESS = "198.18.99.1";

  /** tcpdump's filter: TCP from A without payload. */
  private static final String WITHOUT_PAYLOAD =
      "src host "
          + LabNetwork.IPV4_A
          + " and tcp and (ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2)) = 0";

  @TempDir Path folder;

  @RegisterExtension final RelayedNetwork lab = new RelayedNetwork();

  private void connect(boolean superSegments) throws IOException {
    assumeTrue(ShellCommand.exists("tcpdump"), "needs tcpdump");
    // What B sends arrives: a RST that A never saw would be one that A's kernel cannot count.
    LinkSettings toB = new LinkSettings(2 * MS, 0.01, 0.01, 2 * MS, 0, 0, 1);
    LinkSettings toA = new LinkSettings(2 * MS, 0, 0.01, 2 * MS, 0, 0, 2);
    lab.connect(toB, toA, superSegments, truth());
    lab.network().set("net/ipv4/tcp_syn_retries", "1");
    run(List.of("ip", "route", "add", SILENT_NETWORK, "via", LabNetwork.IPV4_B));
  }

  @ParameterizedTest(name = "super-segments: {0}")
  @ValueSource(booleans = {false, true})
  void shouldCountWhatTheKernelCounts(boolean superSegments) throws Exception {
    connect(superSegments);
    startServers();
    Path capture = folder.resolve("capture.pcap");
    Process tcpdump = startTcpdump(capture);
    Process daemon = startDaemon();
    KernelCounters before = KernelCounters.read(lab.network()::inA);
    exchange();
    awaitClosed(tcpdump);
    KernelCounters kernel = KernelCounters.read(lab.network()::inA).since(before);
    LabProcesses.stop(tcpdump);
    LabProcesses.stop(daemon);
    lab.relay().close();

    Frames frames = new Frames(capture);
    if (!superSegments) {
      assertThat(kernel.get("TcpOutSegs") + kernel.get("TcpRetransSegs"))
          .as("the capture has each segment that A sent: %s", kernel)
          .isEqualTo(frames.sentByA() + frames.synAcksSentAgain());
      assertThat(kernel.get("TcpRetransSegs"))
          .isEqualTo(new RelayRecord(truth(), TruthRecord.A_TO_B).sentAgain());
    }
    for (Map<PairCounter, Long> rttd : List.of(countedLive(), countedIn(capture))) {
      assertThat(rttd.get(PairCounter.RETRANSMITS))
          .isEqualTo(kernel.get("TcpRetransSegs"))
          .isGreaterThan(10);
      assertThat(rttd.get(PairCounter.SEGMENTS))
          .isEqualTo(kernel.get("TcpOutSegs") - frames.firstWithoutPayload())
          .isGreaterThan(5_000);
      assertThat(rttd.get(PairCounter.CONNECTS))
          .isEqualTo(kernel.get("TcpActiveOpens") + kernel.get("TcpPassiveOpens"));
      assertThat(rttd.get(PairCounter.CONNECTS_REFUSED)).isEqualTo(MixedTraffic.REFUSED);
      assertThat(rttd.get(PairCounter.CONNECTS_UNANSWERED)).isEqualTo(MixedTraffic.UNANSWERED);
      assertThat(kernel.get("TcpAttemptFails"))
          .isEqualTo(MixedTraffic.REFUSED + MixedTraffic.UNANSWERED);
      // The kernel counts no reset of a connection that its own FIN has half closed; rttd does.
      assertThat(rttd.get(PairCounter.RESETS))
          .isEqualTo(kernel.get("TcpEstabResets") + kernel.get("TcpExtTCPAbortOnClose"));
    }
    assertThat(kernel.get("TcpEstabResets"))
        .isEqualTo(MixedTraffic.DISCARDED + MixedTraffic.RESET_BY_SERVER);
    assertThat(kernel.get("TcpExtTCPAbortOnClose")).isEqualTo(MixedTraffic.LEFT_UNREAD);
  }

  private void startServers() throws IOException {
    List<String> server =
        LabProcesses.java(
            TrafficCommand.class, List.of("server", "--port=" + PORT, "--seconds=100"));
    lab.processes().startAndAwait(lab.network().inB(server), fresh("server-b.txt"), "ready");
    lab.processes().startAndAwait(lab.network().inA(server), fresh("server-a.txt"), "ready");
  }

  private Process startTcpdump(Path capture) throws IOException {
    List<String> command =
        List.of(
            "tcpdump", "-i", lab.network().tapA(), "-s", "128", "-B", "16384", "--immediate-mode");
    List<String> output = List.of("-Z", "root", "-w", capture.toString(), "tcp");
    return lab.processes()
        .startAndAwait(
            lab.network().inA(concat(command, output)), fresh("tcpdump.txt"), "tcpdump: listening");
  }

  private Process startDaemon() throws IOException {
    Path log = fresh("rttd.log");
    Path yaml =
        Files.writeString(
            folder.resolve("rttd.yaml"),
            """
            init_config:
              report_interval: 2
              log_to_file: true
              log_file: %s
              jsonl_file: %s
              status_socket: %s
            instances:
            - interface: %s
            """
                .formatted(log, lines(), folder.resolve("rttd.sock"), lab.network().tapA()));
    Process daemon =
        lab.processes()
            .start(
                lab.network()
                    .inA(LabProcesses.java(Main.class, List.of("run", "-c", yaml.toString()))),
                fresh("rttd.txt"));
    long endNs = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!Files.readString(log).contains("measuring")) {
      assertThat(LabProcesses.await(daemon, Duration.ofMillis(50)) || System.nanoTime() > endNs)
          .as("rttd has not started: %s", Files.readString(folder.resolve("rttd.txt")))
          .isFalse();
    }
    return daemon;
  }

  /** A's connections to B of every kind, and short ones from B to A. */
  private void exchange() throws IOException {
    Process fromA =
        lab.processes()
            .start(
                lab.network()
                    .inA(
                        LabProcesses.java(
                            MixedTraffic.class,
                            List.of(LabNetwork.IPV4_B, PORT, CLOSED_PORT, SILENT_ADDRESS))),
                fresh("from-a.txt"));
    Process fromB =
        lab.processes()
            .start(
                lab.network()
                    .inB(
                        LabProcesses.java(
                            TrafficCommand.class,
                            List.of(
                                "short",
                                "--host=" + LabNetwork.IPV4_A,
                                "--port=" + PORT,
                                "--seconds=1",
                                "--workers=2"))),
                fresh("from-b.txt"));
    assertThat(LabProcesses.await(fromB, Duration.ofSeconds(30))).isTrue();
    assertThat(LabProcesses.await(fromA, Duration.ofSeconds(60))).isTrue();
    assertThat(Files.readString(folder.resolve("from-a.txt"))).contains("done");
  }

  private void awaitClosed(Process alive) {
    long endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<String> open = List.of("ss", "-Htan", "exclude", "listening", "exclude", "time-wait");
    while (!run(open).isBlank() && System.nanoTime() < endNs) {
      LabProcesses.await(alive, Duration.ofMillis(50));
    }
    // The last frames reach the captures.
    LabProcesses.await(alive, Duration.ofMillis(300));
  }

  private Map<PairCounter, Long> countedLive() throws IOException {
    Map<PairCounter, Long> sums = new EnumMap<>(PairCounter.class);
    for (String line : Files.readAllLines(lines())) {
      JsonTree fields = JsonTree.parse(line);
      if (fields.get("type").text().equals("pair")) {
        add(fields, sums);
      }
    }
    return sums;
  }

  private static Map<PairCounter, Long> countedIn(Path capture) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Console console = new Console(out, OutputStream.nullOutputStream(), false);
    int code =
        Main.execute(
            console,
            "analyze",
            "--format",
            "json",
            "--local",
            LabNetwork.IPV4_A,
            capture.toString());
    assertThat(code).isZero();
    Map<PairCounter, Long> sums = new EnumMap<>(PairCounter.class);
    JsonTree.parse(out.toString(StandardCharsets.UTF_8))
        .get("pairs")
        .elements()
        .forEach(pair -> add(pair, sums));
    return sums;
  }

  private static void add(JsonTree pair, Map<PairCounter, Long> sums) {
    assertThat(pair.get("src").text()).isEqualTo(LabNetwork.IPV4_A);
    for (PairCounter counter : PairCounter.values()) {
      sums.merge(counter, pair.get(counter.text()).number(), Long::sum);
    }
  }

  /** What tcpdump sees in the capture. */
  private record Frames(Path capture) {
    long sentByA() {
      return lines("src host " + LabNetwork.IPV4_A).count();
    }

    /** The kernel counts these twice: as sent for the first time, and as sent again. */
    long synAcksSentAgain() {
      return repeated(WITHOUT_PAYLOAD + " and tcp[13] & 0x12 = 0x12");
    }

    /** Segments without payload that the kernel counts as sent for the first time. */
    long firstWithoutPayload() {
      return lines(WITHOUT_PAYLOAD).count()
          - repeated(WITHOUT_PAYLOAD + " and tcp[13] & 0x12 = 2")
          - repeated(WITHOUT_PAYLOAD + " and tcp[13] & 1 != 0");
    }

    /** By ports, flags and sequence number. */
    private long repeated(String filter) {
      List<String> segments =
          lines(filter)
              .map(line -> line.replaceFirst("^.*? IP ", "").replaceFirst(", (ack|win) .*$", ""))
              .toList();
      return segments.size() - segments.stream().distinct().count();
    }

    private Stream<String> lines(String filter) {
      return ShellCommand.run("tcpdump", "-r", capture.toString(), "-nn", "-S", filter)
          .lines()
          .filter(line -> line.contains(" IP "));
    }
  }

  private String run(List<String> command) {
    return ShellCommand.run(lab.network().inA(command).toArray(String[]::new));
  }

  private Path truth() {
    return folder.resolve("truth.bin");
  }

  private Path lines() {
    return folder.resolve("rttd.jsonl");
  }

  private Path fresh(String name) throws IOException {
    return Files.writeString(folder.resolve(name), "");
  }

  private static List<String> concat(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
