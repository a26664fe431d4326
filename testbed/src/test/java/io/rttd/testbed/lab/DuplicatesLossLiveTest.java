package io.rttd.testbed.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.config.EngineConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.testbed.relay.LinkSettings;
import io.rttd.testbed.traffic.TrafficCommand;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import org.agrona.DirectBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lossy path of 0.1 ms behind a bridge, of which all interfaces are captured. Nearly all that
 * Linux sends again follows within 2 ms, half of it with the same timestamp, and each frame comes
 * twice: first as a super-segment on the bridge, then in pieces on its port.
 */
@Tag("live")
@Timeout(90)
class DuplicatesLossLiveTest {
  private static final long DELAY_NS = 50_000;
  private static final double LOSS = 0.01;
  private static final int REQUESTS = 200;

  /** Of the index in a LINUX_SLL2 header. */
  private static final int INTERFACE_OFFSET = 4;

  @TempDir Path folder;

  @RegisterExtension final RelayedNetwork lab = new RelayedNetwork();

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(ShellCommand.exists("tcpdump"), "needs tcpdump");
    LinkSettings wire = new LinkSettings(DELAY_NS, LOSS, 0, 0, 0, 0, 1);
    lab.connect(wire, LinkSettings.delay(DELAY_NS), false, folder.resolve("truth.bin"));
    String tap = lab.network().tapA();
    inA("ip link add br0 type bridge");
    inA("ip link set " + tap + " master br0");
    inA("ip address flush dev " + tap);
    inA("ip address add " + LabNetwork.IPV4_A + "/24 dev br0");
    inA("ip link set br0 up");
  }

  @Test
  void shouldCountEachRetransmissionOnceAndNoCopy() throws Exception {
    Path capture = folder.resolve("any.pcap");
    Process tcpdump = captureAll(capture);
    long before = retransmittedByA();
    transfer();
    long sentAgain = retransmittedByA() - before;
    awaitClosed(tcpdump);
    tcpdump.destroy();
    assertThat(LabProcesses.await(tcpdump, Duration.ofSeconds(10))).isTrue();

    Measured all = measure(capture, index -> true);
    // What this host sends passes the bridge first.
    int first = firstInterface(capture);
    Measured bridge = measure(capture, index -> index == first);

    assertThat(bridge.retransmits()).isGreaterThan(50);
    assertThat(bridge.duplicates()).isZero();
    // Where the host is busy, a copy may pass the port more than 2 ms after the bridge.
    assertThat(all.retransmits()).isCloseTo(bridge.retransmits(), withinPercentage(1));
    assertThat(all.segments()).isEqualTo(bridge.segments());
    assertThat(all.duplicates()).isGreaterThan(bridge.segments());
    // The kernel counts the segments of a super-segment that is sent again, too.
    assertThat(all.retransmits()).isCloseTo(sentAgain, withinPercentage(1));
  }

  /** Until then, the last frame may have passed the port, but not the bridge yet. */
  private void awaitClosed(Process tcpdump) {
    long endNs = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    List<String> open =
        lab.network().inA(List.of("ss", "-Htan", "exclude", "listening", "exclude", "time-wait"));
    while (!VethPair.run(open).isBlank() && System.nanoTime() - endNs < 0) {
      LabProcesses.await(tcpdump, Duration.ofMillis(20));
    }
  }

  private record Measured(long segments, long duplicates, long retransmits) {}

  private Process captureAll(Path capture) throws IOException {
    return lab.processes()
        .startAndAwait(
            lab.network()
                .inA(
                    List.of(
                        "tcpdump",
                        "-i",
                        "any",
                        "-y",
                        "LINUX_SLL2",
                        "-s",
                        "128",
                        "-B",
                        "16384",
                        "--immediate-mode",
                        "-Z",
                        "root",
                        "-w",
                        capture.toString(),
                        "tcp")),
            Files.createFile(folder.resolve("tcpdump.txt")),
            "tcpdump: listening");
  }

  private void transfer() throws IOException {
    lab.processes()
        .startAndAwait(
            lab.network()
                .inB(
                    LabProcesses.java(
                        TrafficCommand.class, List.of("server", "--port=5201", "--seconds=60"))),
            Files.createFile(folder.resolve("server.txt")),
            "ready");
    Process client =
        lab.processes()
            .start(
                lab.network()
                    .inA(
                        LabProcesses.java(
                            TrafficCommand.class,
                            List.of(
                                "request",
                                "--host=" + LabNetwork.IPV4_B,
                                "--port=5201",
                                "--seconds=40",
                                "--count=" + REQUESTS,
                                "--think-ms=0",
                                "--request-bytes=200000",
                                "--response-bytes=100"))),
                Files.createFile(folder.resolve("client.txt")));
    assertThat(LabProcesses.await(client, Duration.ofSeconds(50))).isTrue();
  }

  /** TcpRetransSegs of A. */
  private long retransmittedByA() throws IOException {
    Process process =
        new ProcessBuilder(lab.network().inA(List.of("cat", "/proc/net/snmp"))).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
            .lines()
            .filter(line -> line.startsWith("Tcp:"))
            .toList();
    int column = Arrays.asList(lines.get(0).split(" ", -1)).indexOf("RetransSegs");
    return Long.parseLong(lines.get(1).split(" ", -1)[column]);
  }

  private void inA(String command) {
    ShellCommand.run(lab.network().inA(List.of(command.split(" ", -1))).toArray(String[]::new));
  }

  private static int firstInterface(Path file) throws Exception {
    AtomicInteger first = new AtomicInteger();
    try (FrameSource source = CaptureFiles.open(file)) {
      source.poll(
          (timeNs, linkType, index, buffer, offset, captured, original) ->
              first.compareAndSet(0, interfaceOf(buffer, offset)),
          1);
    }
    return first.get();
  }

  private static int interfaceOf(DirectBuffer frame, int offset) {
    return frame.getInt(offset + INTERFACE_OFFSET, ByteOrder.BIG_ENDIAN);
  }

  /** Frames of some of a source's interfaces. */
  private record OfInterfaces(FrameSource source, IntPredicate wanted) implements FrameSource {
    @Override
    public int poll(FrameHandler handler, int limit) {
      return source.poll(
          (timeNs, linkType, index, buffer, offset, captured, original) -> {
            if (wanted.test(interfaceOf(buffer, offset))) {
              handler.onFrame(timeNs, linkType, index, buffer, offset, captured, original);
            }
          },
          limit);
    }

    @Override
    public boolean isLive() {
      return source.isLive();
    }

    @Override
    public void close() {
      source.close();
    }
  }

  private static EngineConfig ofFiles() {
    return EngineConfig.defaults(1).keepingFlows().withMemoryLimit(64 << 20).withShards(0);
  }

  private static Measured measure(Path file, IntPredicate interfaces) throws Exception {
    CaptureCounters counters = new CaptureCounters();
    AtomicLong retransmits = new AtomicLong();
    try (FrameSource source = new OfInterfaces(CaptureFiles.open(file), interfaces);
        CapturePipeline pipeline =
            CapturePipeline.of("copies", source, ofFiles())
                .counters(counters)
                .snapshots(
                    snapshot -> {
                      for (PairInterval pair : snapshot.peers()) {
                        retransmits.addAndGet(pair.counts().get(PairCounter.RETRANSMITS));
                      }
                    })
                .build()) {
      pipeline.start();
      while (pipeline.pump().poll(1000) != FrameSource.END) {
        // The pump does the work.
      }
      pipeline.pump().finish();
    }
    return new Measured(
        counters.get(CaptureCounter.SEGMENTS),
        counters.get(CaptureCounter.DUPLICATES),
        retransmits.get());
  }
}
