package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.RttEngine;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.PairTime;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.SegmentPump;
import io.rttd.pipeline.TimedDirections;
import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.traffic.TrafficCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that think for a known time, 10 ms away, captured beside them and beside the client. */
@Tag("live")
@Timeout(60)
class ResponseLiveTest {
  private static final double MS = 1e6;
  private static final double ROUND_TRIP_MS = 10;

  /** Of a machine that does much else: usual is a tenth of a millisecond. */
  private static final double LATENESS_MS = 5;

  @TempDir Path folder;

  @RegisterExtension final RelayedNetwork lab = new RelayedNetwork();

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(ShellCommand.exists("tcpdump"), "needs tcpdump");
    LinkSettings wire = LinkSettings.delay(Math.round(ROUND_TRIP_MS / 2 * MS));
    lab.connect(wire, wire, false, folder.resolve("truth.bin"));
    lab.processes()
        .startAndAwait(
            lab.network()
                .inB(
                    LabProcesses.java(
                        TrafficCommand.class, List.of("server", "--port=5201", "--seconds=60"))),
            Files.createFile(folder.resolve("traffic-server.txt")),
            "ready");
  }

  @ParameterizedTest
  @CsvSource({"0, 50", "1, 50", "10, 50", "100, 20"})
  void shouldMeasureHowLongTheServerThinks(int thinkMs, int exchanges) throws Exception {
    ask(exchanges, "--think-ms=" + thinkMs);

    AbstractHistogram beside = responses("server");
    AbstractHistogram far = responses("client");
    assertThat(beside.getTotalCount()).isEqualTo(exchanges);
    assertThat(far.getTotalCount()).isEqualTo(exchanges);
    assertThat(beside.getValueAtPercentile(50) / MS)
        .isBetween(thinkMs * 0.99, thinkMs + LATENESS_MS);
    assertThat(far.getValueAtPercentile(50) / MS)
        .isBetween((thinkMs + ROUND_TRIP_MS) * 0.99, thinkMs + ROUND_TRIP_MS + LATENESS_MS);
  }

  /** A server that is asked twice at a time never answers in less than its time to think. */
  @Test
  void shouldGiveNothingShorterThanTheServersTimeForPipelinedRequests() throws Exception {
    ask(30, "--think-ms=20", "--outstanding=2");

    for (String place : List.of("server", "client")) {
      AbstractHistogram responses = responses(place);
      assertThat(responses.getTotalCount()).as(place).isLessThanOrEqualTo(1);
      if (responses.getTotalCount() > 0) {
        assertThat(responses.getMinValue() / MS).as(place).isGreaterThan(19.5);
      }
    }
  }

  @Test
  void shouldMeasureEachConnectionsOnlyExchange() throws Exception {
    Process[] captures = {capture("server", true), capture("client", false)};
    run("short", "--seconds=2", "--workers=4", "--think-ms=5");
    stop(captures);

    AbstractHistogram beside = responses("server");
    assertThat(beside.getTotalCount()).isGreaterThan(50);
    assertThat(beside.getValueAtPercentile(50) / MS).isBetween(4.95, 5 + LATENESS_MS);
  }

  @ParameterizedTest(name = "TLS: {0}, {1} ms")
  @CsvSource({"false, 0", "false, 1", "false, 10", "false, 100", "true, 5"})
  void shouldAgreeWithTheServersOwnClock(boolean tls, int thinkMs) throws Exception {
    Process[] captures = {capture("server", true), capture("client", false)};
    exchangeClocked(60, 1, thinkMs, tls);
    stop(captures);

    AbstractHistogram clock = new IntCountsHistogram(64, 60_000_000_000L, 2);
    tookNs().forEach(clock::recordValue);
    AbstractHistogram beside = responses("server");
    AbstractHistogram far = responses("client");
    double p50 = clock.getValueAtPercentile(50) / MS;
    System.out.printf(
        "TLS %s: the server's clock %d, p50 %.3f ms; beside it %d, p50 %.3f; beside the client %d,"
            + " p50 %.3f; minima %.3f, %.3f, %.3f%n",
        tls,
        clock.getTotalCount(),
        p50,
        beside.getTotalCount(),
        beside.getValueAtPercentile(50) / MS,
        far.getTotalCount(),
        far.getValueAtPercentile(50) / MS,
        clock.getMinNonZeroValue() / MS,
        beside.getMinNonZeroValue() / MS,
        far.getMinNonZeroValue() / MS);
    // The handshake of TLS is up to three exchanges more, and its closing one.
    assertThat(beside.getTotalCount()).isBetween(60L, tls ? 64L : 60L);
    assertThat(far.getTotalCount()).isBetween(60L, tls ? 64L : 60L);
    assertThat(beside.getValueAtPercentile(50) / MS).isBetween(p50 * 0.99, p50 + LATENESS_MS);
    assertThat(far.getValueAtPercentile(50) / MS)
        .isBetween((p50 + ROUND_TRIP_MS) * 0.99, p50 + ROUND_TRIP_MS + LATENESS_MS);
  }

  /** The handshake gives times of its own, which no answer to a request may be below. */
  @Test
  void shouldGiveNothingShorterThanTheServersTimeForPipelinedRequestsInTls() throws Exception {
    Process[] captures = {capture("server", true)};
    exchangeClocked(40, 3, 20, true);
    stop(captures);

    AbstractHistogram beside = responses("server");
    assertThat(beside.getTotalCount()).as("and bursts after a stall").isLessThan(14);
  }

  private void exchangeClocked(int count, int outstanding, int thinkMs, boolean tls)
      throws IOException {
    String keys = tls ? newKeys().toString() : "-";
    lab.processes()
        .startAndAwait(
            lab.network()
                .inB(
                    LabProcesses.java(
                        ClockedExchanges.class,
                        List.of("server", "5202", Integer.toString(thinkMs), keys))),
            Files.createFile(clockOutput()),
            ClockedExchanges.READY);
    Path output = Files.createFile(folder.resolve("clocked-client.txt"));
    Process client =
        lab.processes()
            .start(
                lab.network()
                    .inA(
                        LabProcesses.java(
                            ClockedExchanges.class,
                            List.of(
                                "client",
                                LabNetwork.IPV4_B,
                                "5202",
                                Integer.toString(count),
                                Integer.toString(outstanding),
                                keys))),
                output);
    assertThat(LabProcesses.await(client, Duration.ofSeconds(30))).isTrue();
    assertThat(Files.readString(output)).contains("done");
  }

  private Path newKeys() {
    Path keys = folder.resolve("keys.p12");
    ShellCommand.run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keystore",
        keys.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        new String(ClockedExchanges.PASSWORD),
        "-keyalg",
        "EC",
        "-dname",
        "CN=rttd test");
    return keys;
  }

  private List<Long> tookNs() throws IOException {
    return Files.readAllLines(clockOutput()).stream()
        .filter(line -> line.startsWith(ClockedExchanges.TOOK))
        .map(line -> Long.valueOf(line.substring(ClockedExchanges.TOOK.length())))
        .toList();
  }

  private Path clockOutput() {
    return folder.resolve("clocked-server.txt");
  }

  private void ask(int exchanges, String... options) throws IOException {
    Process[] captures = {capture("server", true), capture("client", false)};
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.add("--count=" + exchanges);
    arguments.add("--seconds=20");
    run("request", arguments.toArray(String[]::new));
    stop(captures);
  }

  private void run(String traffic, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(traffic));
    arguments.addAll(List.of("--host=" + LabNetwork.IPV4_B, "--port=5201"));
    arguments.addAll(List.of(options));
    Process client =
        lab.processes()
            .start(
                lab.network().inA(LabProcesses.java(TrafficCommand.class, arguments)),
                Files.createFile(folder.resolve("traffic.txt")));
    assertThat(LabProcesses.await(client, Duration.ofSeconds(30))).isTrue();
  }

  private Process capture(String name, boolean beside) throws IOException {
    List<String> command =
        List.of(
            "tcpdump",
            "-i",
            beside ? lab.network().tapB() : lab.network().tapA(),
            "--immediate-mode",
            "-Z",
            "root",
            "-w",
            folder.resolve(name + ".pcap").toString(),
            "tcp");
    return lab.processes()
        .startAndAwait(
            beside ? lab.network().inB(command) : lab.network().inA(command),
            Files.createFile(folder.resolve("tcpdump-" + name + ".txt")),
            "tcpdump: listening");
  }

  private static void stop(Process[] captures) {
    for (Process capture : captures) {
      capture.destroy();
      assertThat(LabProcesses.await(capture, Duration.ofSeconds(10))).isTrue();
    }
  }

  private AbstractHistogram responses(String name) throws Exception {
    EngineConfig config =
        new EngineConfig(
            EngineConfig.NEVER,
            EngineConfig.NEVER,
            Duration.ofSeconds(60),
            64 << 20,
            0,
            0,
            0,
            1024,
            WaitStrategyKind.BLOCKING);
    AbstractHistogram sum = PairInterval.newHistogram(Duration.ofSeconds(60).toNanos());
    try (FrameSource source = CaptureFiles.open(folder.resolve(name + ".pcap"));
        RttEngine engine =
            new RttEngine(
                "responses",
                config,
                verdict -> {},
                snapshot -> snapshot.peers().forEach(pair -> pair.addTo(PairTime.RESPONSE, sum)))) {
      engine.start();
      SegmentPump pump =
          new SegmentPump(
              source,
              engine.intake(),
              TimedDirections.bothEnds(),
              new CaptureCounters(),
              SystemEpochNanoClock.INSTANCE,
              0);
      while (pump.poll(1000) != FrameSource.END) {
        // The pump does the work.
      }
      pump.finish();
    }
    return sum;
  }
}
