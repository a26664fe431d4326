package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.capture.natives.UnixDatagramChannel;
import io.rttd.config.OtlpConfig;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairCounter;
import io.rttd.model.PeerNaming;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Metric;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DogStatsDSinkTest extends ListenedSink {
  @Test
  void shouldSendEveryMetricOfThePairInMilliseconds() {
    PairInterval peer =
        pair()
            .handshake(30 * MS)
            .prompt(20 * MS, 22 * MS)
            .held(20_000)
            .retransmits(4)
            .segments(90)
            .build();

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
    assertThat(count("system.net.tcp.segments")).isEqualTo(90);
  }

  @Test
  void shouldSendWhatIsCountedOfConnections() {
    PairInterval peer =
        pair()
            .counting(PairCounter.OUT_OF_ORDER, 2)
            .counting(PairCounter.ZERO_WINDOWS, 3)
            .counting(PairCounter.ZERO_WINDOW_NS, 1_250_000)
            .counting(PairCounter.CONNECTS, 9)
            .counting(PairCounter.CONNECTS_REFUSED, 4)
            .counting(PairCounter.CONNECTS_UNANSWERED, 1)
            .counting(PairCounter.RESETS, 5)
            .build();

    send(report(one.snapshot(1, false, peer)));

    assertThat(count("system.net.tcp.out_of_order")).isEqualTo(2);
    assertThat(count("system.net.tcp.zero_windows")).isEqualTo(3);
    assertThat(only("system.net.tcp.zero_window_ms", "c").value()).isEqualTo(1.25);
    assertThat(count("system.net.tcp.connects")).isEqualTo(9);
    assertThat(count("system.net.tcp.resets")).isEqualTo(5);
    assertThat(listener.lines("system.net.tcp.connects.failed"))
        .extracting(line -> line.tag("reason") + "=" + line.value())
        .containsExactlyInAnyOrder("refused=4.0", "unanswered=1.0");
  }

  @Test
  void shouldNotSendCountsThatMostPairsNeverHave() {
    send(report(one.snapshot(1, false, pair().prompt(MS).build())));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .contains("system.net.tcp.retransmits", "system.net.tcp.segments")
        .doesNotContain(
            "system.net.tcp.out_of_order",
            "system.net.tcp.zero_windows",
            "system.net.tcp.zero_window_ms",
            "system.net.tcp.connects",
            "system.net.tcp.connects.failed",
            "system.net.tcp.resets");
  }

  @Test
  void shouldSendHandshakesAndResponses() {
    PairInterval peer = pair().handshake(30 * MS, 50 * MS).response(2 * MS, 4 * MS, 6 * MS).build();

    send(report(one.snapshot(1, false, peer)));

    assertThat(gauge("system.net.tcp.handshake.p50")).isCloseTo(30, within(0.12));
    assertThat(gauge("system.net.tcp.handshake.p999")).isCloseTo(50, within(0.2));
    assertThat(only("system.net.tcp.handshake.dist", "d").values()).hasSize(2);
    assertThat(only("system.net.tcp.response.dist", "d").values())
        .satisfiesExactly(
            ms -> assertThat(ms).isCloseTo(2, within(0.008)),
            ms -> assertThat(ms).isCloseTo(4, within(0.016)),
            ms -> assertThat(ms).isCloseTo(6, within(0.024)));
    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .as("percentiles of responses are sent only if listed")
        .noneMatch(name -> name.startsWith("system.net.tcp.response.p"));
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
                List.of(
                    one.snapshot(
                        1,
                        false,
                        new ShardGauges(10, 20, 30, 40, 0, SegmentAccount.NONE),
                        verdicts)),
                1_500_000,
                new CaptureReading(CaptureCounts.of(counter -> counter.ordinal()), 1));

    send(report);

    for (CaptureCounter counter : CaptureCounter.values()) {
      assertThat(count("rttd.capture." + counter.id()))
          .as("%s, sent for monitors even when 0", counter)
          .isEqualTo(counter.ordinal());
    }
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
  void shouldSendTheStateOfOtlpIfItIsConfigured() {
    OtlpConfig otlp =
        new OtlpConfig(
            URI.create("http://127.0.0.1:4318/v1/metrics"),
            Map.of(),
            OtlpConfig.Temporality.DELTA,
            true,
            Duration.ofSeconds(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());
    ReportingConfig base = config();
    ReportingConfig config =
        new ReportingConfig(
            base.dogStatsD(),
            base.interval(),
            base.percentiles(),
            base.distributions(),
            base.metrics(),
            base.tags(),
            base.prometheus(),
            base.prometheusBuckets(),
            Optional.of(otlp));
    DaemonCounts counts = new DaemonCounts();
    counts.noteOtlp(7, 3);
    try (DogStatsDSink sink = DogStatsDSink.open(config, counts, UnixDatagramChannel::open)) {
      sink.onReport(report(one.snapshot(1, false)));
    }

    assertThat(gauge("rttd.otlp.kept")).isEqualTo(7);
    assertThat(listener.lines("rttd.otlp.lost"))
        .singleElement()
        .satisfies(line -> assertThat(line.value()).isEqualTo(3));
    assertThat(counts.takeLostPoints()).isZero();
    assertThat(counts.lostPoints()).isEqualTo(3);
  }

  @Test
  void shouldSendExactlyTheMetricsOfTheTableWithTheirTypesAndTags() {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[0] = 1;
    Samples samples = pair().handshake(MS).prompt(MS).response(MS);
    Stream.of(PairCounter.values()).forEach(counter -> samples.counting(counter, 1));
    send(report(one.snapshot(1, false, ShardGauges.NONE, verdicts, samples.build())));

    Map<String, Metric> byName = new HashMap<>();
    for (Metric metric : Metric.values()) {
      if (metric == Metric.RESPONSE_PERCENTILE) {
        continue; // only if listed
      }
      if (metric == Metric.OTLP_KEPT || metric == Metric.OTLP_LOST) {
        continue; // only with OTLP
      }
      if (metric.isStem()) {
        percentiles.forEach(p -> byName.put(metric.percentileName(p), metric));
      } else {
        byName.put(metric.text(), metric);
      }
    }
    Map<String, StatsDLine> sent = new HashMap<>();
    listener.lines().forEach(line -> sent.putIfAbsent(line.name(), line));
    for (CaptureCounter counter : CaptureCounter.values()) {
      StatsDLine line = sent.remove(counter.metric());
      assertThat(line).as(counter.metric()).isNotNull();
      assertThat(line.type()).isEqualTo("c");
      assertThat(line.tag("iface")).isEqualTo("eth0");
      assertThat(line.tag("src")).isNull();
    }
    Stream.of(PairCounter.values())
        .collect(Collectors.toMap(PairCounter::metric, counter -> counter, (one, two) -> one))
        .forEach(
            (name, counter) -> {
              StatsDLine line = sent.remove(name);
              assertThat(line).as(name).isNotNull();
              assertThat(line.type()).isEqualTo("c");
              assertThat(line.tag("iface")).isEqualTo("eth0");
              assertThat(line.tag("src")).isNotNull();
              assertThat(line.tag("dst")).isNotNull();
              assertThat(line.tag("reason") != null).isEqualTo(counter.reason().isPresent());
            });
    assertThat(sent).containsOnlyKeys(byName.keySet());
    sent.forEach(
        (name, line) -> {
          Metric metric = byName.get(name);
          assertThat(line.type())
              .as(name)
              .isEqualTo(metric.type().name().substring(0, 1).toLowerCase(Locale.ROOT));
          assertThat(line.tag("iface"))
              .isEqualTo(metric.scope() == Metric.Scope.PROCESS ? null : "eth0");
          boolean ofPair = metric.scope() == Metric.Scope.PAIR;
          assertThat(line.tag("src") != null).isEqualTo(ofPair);
          assertThat(line.tag("dst") != null).isEqualTo(ofPair);
          assertThat(line.tag("reason")).isNull();
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
  void shouldSendOnlyWhatIsListed() {
    listed = Set.of("system.net.tcp.rtt.p99", "rttd.flows");

    send(report(one.snapshot(1, false, pair().prompt(MS).build())));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .containsExactlyInAnyOrder("system.net.tcp.rtt.p99", "rttd.flows");
  }

  @Test
  void shouldSendTheDistributionIfItIsListed() {
    listed = Set.of("system.net.tcp.rtt.dist");

    send(report(one.snapshot(1, false, pair().prompt(MS).build())));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .containsExactly("system.net.tcp.rtt.dist");
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
  void shouldSendNothingOfItsOwn() {
    send(report(one.snapshot(1, true)));

    assertThat(listener.lines())
        .extracting(StatsDLine::name)
        .allMatch(name -> name.startsWith("rttd."));
  }
}
