package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The listener goes for a minute and comes back; the clock is the test's. */
class SinkAbsenceTest {
  private static final long START_SECONDS = 1_800_000_000L;
  private static final String RTT = "system.net.tcp.rtt";
  private static final String COUNT = "system.net.tcp.rtt.count";
  private static final String LOST = "rttd.dogstatsd.lost";

  private final FakeShard shard = new FakeShard(0, 1);
  private final AtomicLong nowNs = new AtomicLong(TimeUnit.SECONDS.toNanos(START_SECONDS));
  private int linesOfAReport;
  @TempDir private Path folder;

  @BeforeEach
  void countLines() {
    try (StatsDListener listener = StatsDListener.open()) {
      try (DogStatsDSink sink = sink("udp", listener.host(), listener.port())) {
        sink.onReport(oneSample(1));
      }
      linesOfAReport = listener.lines().size();
    }
  }

  @Tag("fault")
  @Test
  void shouldSendTheGapsGaugesWithTheirTimesOverUdp() {
    StatsDListener first = StatsDListener.open();
    int port = first.port();
    try (DogStatsDSink sink = sink("udp", first.host(), port)) {
      report(sink, 1);
      await().until(() -> first.lines(LOST).size() == 1);
      first.close();
      for (int i = 2; i <= 7; i++) {
        report(sink, i);
      }
      try (StatsDListener second = StatsDListener.open(port)) {
        report(sink, 8);
        report(sink, 9);

        await().untilAsserted(() -> assertGapArrived(second.lines()));
      }
    }
  }

  @Tag("fault")
  @ParameterizedTest
  @ValueSource(strings = {"unix", "unixstream"})
  void shouldSendTheGapsGaugesWithTheirTimesThroughUnixSockets(String scheme) throws Exception {
    Path path = folder.resolve("dsd");
    UnixListener first = listen(scheme, path);
    try (DogStatsDSink sink = sink(scheme, path.toString(), 0)) {
      report(sink, 1);
      await().until(() -> first.lines(LOST).size() == 1);
      assertThat(first.lines(RTT)).hasSize(1);
      first.close();
      for (int i = 2; i <= 7; i++) {
        report(sink, i);
      }
      try (UnixListener second = listen(scheme, path)) {
        report(sink, 8);
        report(sink, 9);

        await().untilAsserted(() -> assertGapArrived(second.lines()));
      }
    }
  }

  @Test
  void shouldWaitForAListenerThatStartsLater() throws Exception {
    Path path = folder.resolve("dsd");
    try (DogStatsDSink sink = sink("unixstream", path.toString(), 0)) {
      report(sink, 1);
      try (UnixListener late = listen("unixstream", path)) {
        report(sink, 2);
        await().until(() -> late.lines(RTT).size() == 2);
      }
    }
  }

  @Tag("fault")
  @Test
  void shouldKeepWhatASocketThatIsFullDoesNotTake() throws Exception {
    Path path = folder.resolve("dsd");
    UnixListener first = UnixListener.datagram(path, /* reads= */ false);
    int reports = 0;
    try (DogStatsDSink sink = sink("unix", path.toString(), 0)) {
      while (sink.keptLines() == 0) {
        assertThat(reports).as("a socket's queue has an end").isLessThan(5_000);
        report(sink, ++reports);
      }
      for (int i = 0; i < 10; i++) {
        report(sink, ++reports);
      }
      assertThat(sink.keptLines()).isGreaterThan(5L * 10);
      first.read();
      report(sink, ++reports);
      report(sink, ++reports);
      int all = reports;
      await().until(() -> first.lines(RTT).size() == all);
      assertThat(first.lines(RTT)).filteredOn(line -> line.seconds() > 0).hasSizeBetween(8, 11);
    } finally {
      first.close();
    }
  }

  @Test
  void shouldSendWhatWasKeptWhenItCloses() throws Exception {
    Path path = folder.resolve("dsd");
    DogStatsDSink sink = sink("unix", path.toString(), 0);
    for (int i = 1; i <= 20; i++) {
      report(sink, i);
    }
    try (UnixListener late = listen("unix", path)) {
      sink.close();

      await().until(() -> late.lines(RTT).size() == 20);
    }
  }

  @Test
  void shouldEndSoonWithoutAListener() {
    DogStatsDSink sink = sink("unix", folder.resolve("nobody").toString(), 0);
    for (int i = 1; i <= 50; i++) {
      report(sink, i);
    }
    sink.close();

    assertThat(Files.exists(folder.resolve("nobody"))).isFalse();
  }

  @Test
  void shouldReproduceCountsInLargeDatagrams() throws Exception {
    Samples samples = Samples.of("10.0.0.1", "10.0.0.2");
    for (int i = 0; i < 50_000; i++) {
      samples.held(1_000_000L + (i * 7919L) % 900_000_000L);
    }
    Path path = folder.resolve("dsd");
    try (UnixListener listener = listen("unix", path)) {
      try (DogStatsDSink sink = sink("unix", path.toString(), 0)) {
        sink.onReport(
            new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES)
                .merge(List.of(shard.snapshot(1, false, samples.build())), 0, CaptureReading.NONE));
      }
      await().until(() -> listener.lines(LOST).size() == 1);

      assertThat(
              listener.lines("system.net.tcp.rtt.dist").stream()
                  .mapToLong(line -> line.weight() * line.values().size())
                  .sum())
          .isEqualTo(50_000);
      assertThat(listener.datagrams()).allMatch(datagram -> datagram.length() <= 8192);
      assertThat(listener.datagrams()).anyMatch(datagram -> datagram.length() > 1432);
    }
  }

  private static void assertGapArrived(List<StatsDLine> lines) {
    assertThat(lines)
        .filteredOn(line -> line.name().equals(RTT) && line.seconds() > 0)
        .extracting(line -> line.seconds() + "=" + line.value())
        .containsExactly(
            START_SECONDS + 20 + "=2.0",
            START_SECONDS + 30 + "=3.0",
            START_SECONDS + 40 + "=4.0",
            START_SECONDS + 50 + "=5.0",
            START_SECONDS + 60 + "=6.0",
            START_SECONDS + 70 + "=7.0");
    assertThat(lines)
        .filteredOn(line -> line.name().equals(COUNT))
        .as("each count once, the last two without a time")
        .extracting(StatsDLine::seconds)
        .containsExactlyInAnyOrder(
            START_SECONDS + 20,
            START_SECONDS + 30,
            START_SECONDS + 40,
            START_SECONDS + 50,
            START_SECONDS + 60,
            START_SECONDS + 70,
            0L,
            0L);
    assertThat(lines)
        .filteredOn(line -> line.name().equals(RTT + ".dist"))
        .as("distributions cannot wait")
        .hasSize(2);
    assertThat(
            lines.stream()
                .filter(line -> line.name().equals(LOST))
                .mapToDouble(StatsDLine::value)
                .sum())
        .as("one distribution line of each of six reports")
        .isEqualTo(6);
  }

  private void report(DogStatsDSink sink, int number) {
    long seconds = START_SECONDS + 10L * number;
    nowNs.set(TimeUnit.SECONDS.toNanos(seconds));
    long handled = sink.handledLines();
    sink.onReport(oneSample(number));
    // The client sends on a thread of its own: the clock must not run on before it has.
    await()
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sink.handledLines() == handled + linesOfAReport);
  }

  private Report oneSample(int number) {
    return new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                shard.snapshot(
                    nowNs.get(),
                    false,
                    Samples.of("10.0.0.1", "10.0.0.2").held(number * 1_000_000L).build())),
            0,
            CaptureReading.NONE);
  }

  private DogStatsDSink sink(String scheme, String host, int port) {
    return new DogStatsDSink(
        new ReportingConfig(
            Optional.of(new Endpoint(scheme, host, port)),
            Duration.ofSeconds(10),
            List.of(50.0),
            true,
            Set.of(),
            List.of(),
            Optional.empty()),
        new DaemonCounts(),
        Map.of(),
        StatsDConnection.Outside.system(UnixDatagramChannel::open, nowNs::get));
  }

  private static UnixListener listen(String scheme, Path path) throws Exception {
    return scheme.equals("unix") ? UnixListener.datagram(path) : UnixListener.stream(path);
  }
}
