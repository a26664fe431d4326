package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.config.ReportingConfig;
import io.rttd.engine.rtt.Verdict;
import io.rttd.engine.snapshot.PeerInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.reporting.CaptureReading;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Metric;
import io.rttd.reporting.PeerNaming;
import io.rttd.reporting.PeerReport;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DogStatsDSinkTest {
  private static final long MS = 1_000_000L;
  private static final int MAX_DATAGRAM_BYTES = 1432;

  private final StatsDListener listener = StatsDListener.open();
  private final FakeShard one = new FakeShard(0, 2);
  private final FakeShard two = new FakeShard(1, 2);
  private List<String> processTags = List.of("env:test");
  private List<Double> percentiles = List.of(50.0, 99.0, 99.9);
  private boolean distributions = true;

  @AfterEach
  void closeListener() {
    listener.close();
  }

  @Test
  void shouldSendEveryMetricOfThePairInMilliseconds() {
    PeerInterval peer =
        pair().handshake(30 * MS).prompt(20 * MS, 22 * MS).held(20_000).retransmits(4).build();

    send(report(one.snapshot(1, false, peer)));

    assertThat(gauge("system.net.tcp.rtt")).isEqualTo(0.02);
    assertThat(gauge("system.net.tcp.rtt.avg")).isEqualTo(18.005);
    assertThat(gauge("system.net.tcp.rtt.jitter")).isCloseTo((10 + 2 + 21.98) / 3, within(1e-6));
    assertThat(gauge("system.net.tcp.rtt.min")).isEqualTo(0.02);
    assertThat(gauge("system.net.tcp.rtt.max")).isEqualTo(30);
    assertThat(gauge("system.net.tcp.rtt.p50")).isCloseTo(20, within(0.08));
    assertThat(gauge("system.net.tcp.rtt.p999")).isCloseTo(30, within(0.12));
    assertThat(gauge("system.net.tcp.rtt.path.min")).isCloseTo(20, within(0.16));
    assertThat(gauge("system.net.tcp.rtt.path.p50")).isCloseTo(22, within(0.09));
    assertThat(gauge("system.net.tcp.rtt.handshake")).isEqualTo(30);
    assertThat(count("system.net.tcp.rtt.count")).isEqualTo(4);
    assertThat(count("system.net.tcp.retransmits")).isEqualTo(4);
  }

  @Test
  void shouldKeepNanoseconds() {
    send(report(one.snapshot(1, false, pair().held(64, 1_000_001).build())));

    assertThat(gauge("system.net.tcp.rtt.min")).isEqualTo(0.000064);
    assertThat(gauge("system.net.tcp.rtt")).isEqualTo(1.000001);
  }

  @Test
  void shouldSendTheDaemonsOwnMetrics() {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[Verdict.EXACT.ordinal()] = 12;
    verdicts[Verdict.POST_LOSS.ordinal()] = 3;
    Report report =
        new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES)
            .merge(
                List.of(one.snapshot(1, false, new ShardGauges(10, 20, 30, 40, 0, 0), verdicts)),
                1_500_000,
                new CaptureReading(1, 2, 0, 8, 9, 4, 5, 6, 7));

    send(report);

    assertThat(count("rttd.capture.packets")).isEqualTo(1);
    assertThat(count("rttd.capture.bytes")).isEqualTo(2);
    assertThat(count("rttd.capture.kernel_drops")).as("sent for monitors").isZero();
    assertThat(count("rttd.capture.kernel_freezes")).isEqualTo(8);
    assertThat(count("rttd.capture.interruptions")).isEqualTo(9);
    assertThat(count("rttd.capture.ring_stalls")).isEqualTo(4);
    assertThat(count("rttd.capture.truncated")).isEqualTo(5);
    assertThat(count("rttd.capture.malformed")).isEqualTo(6);
    assertThat(count("rttd.capture.not_tcp")).isEqualTo(7);
    assertThat(gauge("rttd.flows")).isEqualTo(10);
    assertThat(gauge("rttd.peers")).isEqualTo(20);
    assertThat(gauge("rttd.memory.bytes")).isEqualTo(30);
    assertThat(count("rttd.flows.evicted")).isEqualTo(40);
    assertThat(gauge("rttd.sampling.rate")).isEqualTo(1);
    assertThat(gauge("rttd.report.lag")).isEqualTo(1.5);
    assertThat(listener.lines("rttd.verdict"))
        .extracting(line -> line.tag("verdict") + "=" + line.value())
        .containsExactlyInAnyOrder("exact=12.0", "post-loss=3.0");
  }

  @Test
  void shouldSendExactlyTheMetricsOfTheTableWithTheirTypesAndTags() {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[0] = 1;
    send(
        report(
            one.snapshot(
                1, false, ShardGauges.NONE, verdicts, pair().handshake(MS).prompt(MS).build())));

    Map<String, Metric> byName = new HashMap<>();
    for (Metric metric : Metric.values()) {
      if (metric == Metric.RTT_PERCENTILE || metric == Metric.PATH_PERCENTILE) {
        percentiles.forEach(p -> byName.put(metric.percentileName(p), metric));
      } else {
        byName.put(metric.text(), metric);
      }
    }
    Map<String, StatsDLine> sent = new HashMap<>();
    listener.lines().forEach(line -> sent.putIfAbsent(line.name(), line));
    assertThat(sent).containsOnlyKeys(byName.keySet());
    sent.forEach(
        (name, line) -> {
          Metric metric = byName.get(name);
          assertThat(line.type())
              .as(name)
              .isEqualTo(metric.type().name().substring(0, 1).toLowerCase(Locale.ROOT));
          assertThat(line.tag("iface")).isEqualTo("eth0");
          assertThat(line.tag("src") != null).isEqualTo(metric.scope() == Metric.Scope.PAIR);
          assertThat(line.tag("dst") != null).isEqualTo(metric.scope() == Metric.Scope.PAIR);
          assertThat(line.tag("verdict") != null).isEqualTo(metric.scope() == Metric.Scope.VERDICT);
        });
  }

  @Test
  void shouldSendNoRttWithoutASample() {
    send(report(one.snapshot(1, false), two.snapshot(1, false, pair().retransmits(1).build())));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .noneMatch(name -> name.startsWith("system.net.tcp.rtt"))
        .contains("system.net.tcp.retransmits", "rttd.flows", "rttd.capture.packets");
  }

  @Test
  void shouldSendNeitherJitterNorHandshakeNorPathWhereThereIsNone() {
    send(report(one.snapshot(1, false, pair().held(MS).build())));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .contains("system.net.tcp.rtt")
        .doesNotContain("system.net.tcp.rtt.jitter", "system.net.tcp.rtt.handshake")
        .noneMatch(name -> name.startsWith("system.net.tcp.rtt.path"));
  }

  @Test
  void shouldSendOneGaugeForAPairOnTwoShards() {
    send(
        report(
            one.snapshot(1, false, pair().held(10 * MS).build()),
            two.snapshot(1, false, pair().at(9).held(20 * MS).build())));

    assertThat(gauge("system.net.tcp.rtt")).isEqualTo(20);
    assertThat(gauge("system.net.tcp.rtt.avg")).isEqualTo(15);
    assertThat(count("system.net.tcp.rtt.count")).isEqualTo(2);
  }

  @Test
  void shouldReproduceTheHistogramAsADistribution() {
    Samples samples = pair();
    Random random = new Random(7);
    for (int i = 0; i < 200_000; i++) {
      long rttNs = (long) (5_000_000 * Math.exp(random.nextGaussian()));
      if (random.nextBoolean()) {
        samples.prompt(rttNs);
      } else {
        samples.held(40 * MS);
      }
    }
    Report report = report(one.snapshot(1, false, samples.build()));

    send(report);

    PeerReport peer = report.peers().get(0);
    AbstractHistogram received = PeerInterval.newHistogram(FakeShard.HIGHEST_NS);
    for (StatsDLine line : listener.lines("system.net.tcp.rtt.dist")) {
      assertThat(line.type()).isEqualTo("d");
      for (double ms : line.values()) {
        received.recordValueWithCount(Math.round(ms * 1e6), line.weight());
      }
    }
    assertThat(received.getTotalCount()).isEqualTo(200_000);
    for (HistogramIterationValue bucket : peer.all().recordedValues()) {
      assertThat(received.getCountAtValue(bucket.getValueIteratedTo()))
          .isEqualTo(bucket.getCountAtValueIteratedTo());
    }
    assertDatagramsFit();
  }

  @Test
  void shouldLoseNoDistributionLineWhateverTheLengthOfItsTags() {
    // The client drops a line that fills its datagram to the last byte: try many lengths.
    Samples samples = pair();
    for (int i = 0; i < 400; i++) {
      samples.held(MS + i * 100_000L);
    }
    ShardSnapshot snapshot = one.snapshot(1, false, samples.build());
    long sent = 0;
    try (DogStatsDSink sink = DogStatsDSink.open(config())) {
      for (int length = 1; length <= 120; length++) {
        sink.onReport(report("i".repeat(length), List.of(), snapshot));
        sent += 400;
      }
    }

    long received =
        listener.lines("system.net.tcp.rtt.dist").stream()
            .mapToLong(line -> line.weight() * line.values().size())
            .sum();
    assertThat(received).isEqualTo(sent);
    assertDatagramsFit();
  }

  @Test
  void shouldSendNoDistributionWhenTurnedOff() {
    distributions = false;

    send(report(one.snapshot(1, false, pair().held(MS).build())));

    assertThat(listener.lines("system.net.tcp.rtt.dist")).isEmpty();
    assertThat(gauge("system.net.tcp.rtt")).isEqualTo(1);
  }

  @Test
  void shouldTagWithPairInterfaceInstanceAndProcess() {
    processTags = List.of("env:test", "team:net");

    send(
        report(
            "eth1.100",
            List.of("rack:7"),
            one.snapshot(1, false, Samples.of("2001:db8::1", "10.0.0.2").held(MS).build())));

    assertThat(listener.lines("system.net.tcp.rtt").get(0).tags())
        .containsExactlyInAnyOrder(
            "src:2001:db8::1", "dst:10.0.0.2", "iface:eth1.100", "rack:7", "env:test", "team:net");
    assertThat(listener.lines("rttd.flows").get(0).tags())
        .containsExactlyInAnyOrder("iface:eth1.100", "rack:7", "env:test", "team:net");
  }

  @Test
  void shouldMendTagsThatWouldInjectMetrics() {
    processTags = List.of("bad:a\nfake.metric:1|c", "x,y");

    send(
        report("eth0|#evil", List.of("pipe:a|b"), one.snapshot(1, false, pair().held(MS).build())));

    assertThat(listener.lines()).extracting(StatsDLine::name).doesNotContain("fake.metric");
    assertThat(listener.lines("rttd.flows").get(0).tags())
        .containsExactlyInAnyOrder("bad:a_fake.metric:1_c", "x_y", "iface:eth0__evil", "pipe:a_b");
  }

  @Test
  void shouldFitLongTagsIntoDatagrams() {
    processTags = List.of("a:" + "x".repeat(300), "b:" + "y".repeat(300), "c:" + "z".repeat(300));
    PeerNaming longNames = (hi, lo) -> lo % 2 + "n".repeat(300);
    Samples samples = pair();
    for (int i = 0; i < 1000; i++) {
      samples.held(MS + i * 10_000L);
    }

    send(
        new SnapshotMerger("i".repeat(300), List.of("d:" + "w".repeat(300)), longNames)
            .merge(List.of(one.snapshot(1, false, samples.build())), 0, CaptureReading.NONE));

    assertThat(count("system.net.tcp.rtt.count")).isEqualTo(1000);
    long received =
        listener.lines("system.net.tcp.rtt.dist").stream()
            .mapToLong(line -> line.weight() * line.values().size())
            .sum();
    assertThat(received).isEqualTo(1000);
    assertDatagramsFit();
  }

  @Test
  void shouldSendAllBeforeCloseReturnsAndEndItsThreads() {
    Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
    PeerInterval[] peers = new PeerInterval[60];
    for (int i = 0; i < peers.length; i++) {
      peers[i] = Samples.of("10.0.0.1", "10.1.0." + i).held(MS, 2 * MS).build();
    }

    send(report(one.snapshot(1, true, peers)));

    assertThat(listener.lines("system.net.tcp.rtt")).hasSize(60);
    assertThat(listener.lines("system.net.tcp.rtt.dist")).isNotEmpty();
    assertThat(gauge("rttd.report.lag")).isZero();
    Set<Thread> left = new HashSet<>(Thread.getAllStackTraces().keySet());
    left.removeAll(before);
    assertThat(left.stream().map(Thread::getName).filter(name -> name.startsWith("StatsD")))
        .isEmpty();
  }

  @Test
  void shouldSendAllEvenWhenTheClosingThreadIsInterrupted() {
    DogStatsDSink sink = DogStatsDSink.open(config());
    sink.onReport(report(one.snapshot(1, true, pair().held(MS).build())));

    Thread.currentThread().interrupt();
    sink.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(gauge("rttd.report.lag")).isZero();
  }

  @Test
  void shouldSendNothingOfItsOwn() {
    send(report(one.snapshot(1, true)));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .allMatch(name -> name.startsWith("rttd."));
  }

  @Test
  void shouldRunOnWithAHostThatCannotBeResolved() {
    ReportingConfig config =
        new ReportingConfig(
            "no-such-host.invalid", 8125, Duration.ofSeconds(10), List.of(50.0), true, List.of());

    try (DogStatsDSink sink = DogStatsDSink.open(config)) {
      sink.onReport(report(one.snapshot(1, false, pair().held(MS).build())));
    }

    assertThat(listener.datagrams()).isEmpty();
  }

  @Test
  void shouldLeaveTheTagsOfTheEnvironmentToTheClient() {
    assertThat(
            StatsDConnection.withoutClientsOwn(
                List.of("env:prod", "service:a", "version:1", "x:y"),
                Map.of("DD_ENV", "prod", "DD_SERVICE", "b", "DD_VERSION", " ")))
        .containsExactly("service:a", "version:1", "x:y");
  }

  private void send(Report report) {
    try (DogStatsDSink sink = DogStatsDSink.open(config())) {
      sink.onReport(report);
    }
  }

  private ReportingConfig config() {
    return new ReportingConfig(
        listener.host(),
        listener.port(),
        Duration.ofSeconds(10),
        percentiles,
        distributions,
        processTags);
  }

  private Report report(ShardSnapshot... snapshots) {
    return report("eth0", List.of(), snapshots);
  }

  private Report report(String iface, List<String> tags, ShardSnapshot... snapshots) {
    return new SnapshotMerger(iface, tags, PeerNaming.ADDRESSES)
        .merge(Arrays.asList(snapshots), 0, CaptureReading.NONE);
  }

  private static Samples pair() {
    return Samples.of("10.0.0.1", "10.0.0.2");
  }

  private double gauge(String name) {
    return only(name, "g").value();
  }

  private long count(String name) {
    return Math.round(only(name, "c").value());
  }

  private StatsDLine only(String name, String type) {
    List<StatsDLine> lines = listener.lines(name);
    assertThat(lines).as(name).hasSize(1);
    assertThat(lines.get(0).type()).isEqualTo(type);
    return lines.get(0);
  }

  private void assertDatagramsFit() {
    Set<Integer> sizes =
        listener.datagrams().stream()
            .map(datagram -> datagram.getBytes(StandardCharsets.UTF_8).length)
            .collect(Collectors.toSet());
    assertThat(sizes).isNotEmpty().allMatch(size -> size <= MAX_DATAGRAM_BYTES);
  }
}
