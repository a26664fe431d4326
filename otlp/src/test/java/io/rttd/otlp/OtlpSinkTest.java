package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.rttd.config.OtlpConfig;
import io.rttd.config.OtlpConfig.Temporality;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.model.Service;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Samples;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a receiver decodes, with the protocol's own classes. */
class OtlpSinkTest {
  private static final long MS = 1_000_000L;
  private static final String RTT = "system.net.tcp.rtt.dist";
  private static final Map<String, String> CAPTURE =
      Map.of("network.interface.name", "eth0", "rack", "b7", "team", "net,edge", "canary", "true");

  private final Receiver receiver = new Receiver();
  private final DaemonCounts counts = new DaemonCounts();
  private OtlpSink sink;

  @AfterEach
  void close() {
    if (sink != null) {
      sink.close();
    }
    receiver.close();
  }

  @Test
  void shouldSendSamplesAsAnExponentialHistogramWithExactCounts() {
    open(Temporality.DELTA);
    long[] rtts = new Random(3).longs(5_000, 20_000, 900 * MS).toArray();

    sink.onReport(Reports.of(7, pair().held(rtts).build()));

    ExponentialHistogramDataPoint point = histogram(RTT, 1);
    Arrays.sort(rtts);
    assertThat(point.getCount()).isEqualTo(5_000);
    assertThat(point.getScale()).isEqualTo(3);
    assertThat(sumOfBuckets(point)).isEqualTo(5_000);
    assertThat(point.getZeroCount()).isZero();
    assertThat(point.getSum()).isCloseTo(Arrays.stream(rtts).sum() / 1e6, within(1e-6));
    assertThat(point.getMin()).isEqualTo(rtts[0] / 1e6);
    assertThat(point.getMax()).isEqualTo(rtts[rtts.length - 1] / 1e6);
    assertQuantile(point, rtts, 0.5);
    assertQuantile(point, rtts, 0.99);
    assertThat(point.getStartTimeUnixNano()).isEqualTo(6 * Reports.SECOND_NS);
    assertThat(point.getTimeUnixNano()).isEqualTo(7 * Reports.SECOND_NS);
    assertThat(receiver.metrics(RTT))
        .allSatisfy(metric -> assertThat(metric.getUnit()).isEqualTo("ms"));
  }

  @Test
  void shouldNameAttributesBySemanticConventions() {
    open(Temporality.DELTA);

    sink.onReport(
        Reports.of(
            1,
            Samples.of("10.0.0.1", "10.0.0.2", new Service(1, "api")).prompt(MS).build(),
            pair().counting(PairCounter.CONNECTS_REFUSED, 4).build()));

    assertThat(Receiver.attributes(histogram(RTT, 1).getAttributesList()))
        .containsAllEntriesOf(CAPTURE)
        .contains(
            entry("source.address", "10.0.0.1"),
            entry("destination.address", "10.0.0.2"),
            entry("service_port", "api"))
        .hasSize(7);
    NumberDataPoint failed = sum("system.net.tcp.connects.failed");
    assertThat(failed.getAsInt()).isEqualTo(4);
    assertThat(Receiver.attributes(failed.getAttributesList()))
        .contains(entry("error.type", "refused"))
        .doesNotContainKey("service_port");
    assertThat(Receiver.attributes(sum("rttd.verdict").getAttributesList()))
        .contains(entry("verdict", "exact"), entry("network.interface.name", "eth0"));
  }

  @Test
  void shouldDescribeTheHostAsTheResource() {
    open(Temporality.DELTA);
    sink.onReport(Reports.of(1));

    await().until(() -> !receiver.requests().isEmpty());
    assertThat(
            Receiver.attributes(
                receiver.requests().get(0).getResourceMetrics(0).getResource().getAttributesList()))
        .contains(
            entry("service.name", "rttd"),
            entry("service.version", "1.2.3"),
            entry("deployment.environment.name", "test"),
            entry("telemetry.sdk.language", "java"))
        .hasEntrySatisfying("host.name", name -> assertThat(name).isNotBlank())
        .containsKey("service.instance.id");
  }

  @Test
  void shouldSendCompressedProtobufWithTheConfiguredHeaders() {
    open(Temporality.DELTA);
    sink.onReport(Reports.of(1));

    await().until(() -> !receiver.requests().isEmpty());
    assertThat(receiver.paths()).containsOnly("/v1/metrics");
    assertThat(receiver.headers().get(0))
        .contains(
            entry("Content-Type", "application/x-protobuf"),
            entry("Content-Encoding", "gzip"),
            entry("Api-Key", "s3cret"));
  }

  @Test
  void shouldSendPlainProtobufWithoutCompression() {
    OtlpConfig with = Reports.otlp(receiver.url(), Temporality.DELTA);
    open(
        Reports.config(
            new OtlpConfig(
                with.endpoint(),
                with.headers(),
                with.temporality(),
                false,
                with.timeout(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                with.resource())));
    sink.onReport(Reports.of(1));

    await().until(() -> !receiver.requests().isEmpty());
    assertThat(receiver.headers().get(0)).doesNotContainKey("Content-Encoding");
    assertThat(receiver.names()).contains("rttd.flows");
  }

  @Test
  void shouldAddUpFromTheStartAndRepeatSilentPairs() {
    open(Temporality.CUMULATIVE);
    sink.onReport(Reports.of(1, pair().prompt(2 * MS, 3 * MS).retransmits(1).segments(9).build()));
    sink.onReport(Reports.of(2));
    sink.onReport(Reports.of(3, pair().held(40 * MS).segments(1).build()));

    await().until(() -> receiver.histograms(RTT).size() == 3);
    assertThat(receiver.histograms(RTT))
        .extracting(ExponentialHistogramDataPoint::getCount)
        .containsExactly(2L, 2L, 3L);
    assertThat(receiver.histograms(RTT))
        .allSatisfy(point -> assertThat(point.getStartTimeUnixNano()).isZero());
    ExponentialHistogramDataPoint last = receiver.histograms(RTT).get(2);
    assertThat(last.getSum()).isEqualTo(45);
    assertThat(last.getMin()).isEqualTo(2);
    assertThat(last.getMax()).isEqualTo(40);
    assertThat(values("system.net.tcp.segments")).containsExactly(9L, 9L, 10L);
    assertThat(values("system.net.tcp.retransmits")).containsExactly(1L, 1L, 1L);
    assertThat(values("rttd.capture.packets")).containsExactly(10L, 20L, 30L);
    assertThat(values("rttd.verdict")).containsExactly(2L, 4L, 6L);
    assertThat(receiver.gauges("system.net.tcp.rtt.avg"))
        .extracting(NumberDataPoint::getAsDouble)
        .containsExactly(2.5, 40.0);
    assertThat(receiver.metrics(RTT))
        .extracting(metric -> metric.getExponentialHistogram().getAggregationTemporality())
        .containsOnly(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
  }

  @Test
  void shouldSendEachIntervalByItselfIfAskedForDelta() {
    open(Temporality.DELTA);
    counts.addRefusedReload();
    sink.onReport(Reports.of(1, pair().prompt(2 * MS, 3 * MS).segments(9).build()));
    sink.onReport(Reports.of(2));
    counts.addRefusedReload();
    counts.addRefusedReload();
    sink.onReport(Reports.of(3, pair().held(40 * MS).segments(1).build()));

    await().until(() -> receiver.sums("rttd.reload.refused").size() == 3);
    assertThat(receiver.histograms(RTT))
        .extracting(ExponentialHistogramDataPoint::getCount)
        .containsExactly(2L, 1L);
    assertThat(values("system.net.tcp.segments")).containsExactly(9L, 1L);
    assertThat(values("rttd.capture.packets")).containsExactly(10L, 10L, 10L);
    assertThat(values("rttd.reload.refused")).containsExactly(1L, 0L, 2L);
    assertThat(receiver.metrics("system.net.tcp.segments"))
        .extracting(metric -> metric.getSum().getAggregationTemporality())
        .containsOnly(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
  }

  @Test
  void shouldSendEachKindOfMetric() {
    open(Temporality.DELTA);
    sink.onReport(
        Reports.of(
            1,
            pair()
                .handshake(5 * MS)
                .prompt(2 * MS, 3 * MS)
                .held(44 * MS)
                .response(7 * MS, 9 * MS)
                .counting(PairCounter.ZERO_WINDOW_NS, 1_500_000)
                .build()));

    assertThat(histogram(RTT, 1).getCount()).isEqualTo(4);
    assertThat(histogram("system.net.tcp.rtt.path.dist", 1).getCount()).isEqualTo(3);
    assertThat(histogram("system.net.tcp.rtt.path.dist", 1).getSum()).isCloseTo(10, within(0.1));
    assertThat(histogram("system.net.tcp.handshake.dist", 1).getSum()).isEqualTo(5);
    assertThat(histogram("system.net.tcp.response.dist", 1).getMax()).isEqualTo(9);
    assertThat(sum("system.net.tcp.zero_window_ms").getAsDouble()).isEqualTo(1.5);
    assertThat(gauge("system.net.tcp.rtt")).isEqualTo(44);
    assertThat(gauge("system.net.tcp.rtt.avg")).isEqualTo(13.5);
    assertThat(gauge("system.net.tcp.rtt.handshake")).isEqualTo(5);
    assertThat(gauge("rttd.flows")).isEqualTo(5);
    assertThat(gauge("rttd.memory.bytes")).isEqualTo(7);
    assertThat(gauge("rttd.sampling.rate")).isEqualTo(0.25);
    assertThat(gauge("rttd.report.lag")).isEqualTo(3);
    assertThat(receiver.names())
        .contains("system.net.tcp.rtt.jitter")
        .contains(
            Arrays.stream(CaptureCounter.values())
                .map(CaptureCounter::metric)
                .toArray(String[]::new))
        .doesNotContain(
            "system.net.tcp.rtt.p50",
            "system.net.tcp.rtt.min",
            "system.net.tcp.rtt.max",
            "system.net.tcp.rtt.count",
            "system.net.tcp.rtt.path.min",
            "system.net.tcp.rtt.path.p99",
            "system.net.tcp.handshake.p50",
            "system.net.tcp.response.p50");
  }

  @Test
  void shouldSendOnlyTheListedMetrics() {
    open(
        Reports.config(
            Reports.otlp(receiver.url(), Temporality.DELTA),
            "system.net.tcp.rtt.p99",
            "system.net.tcp.rtt.count",
            "system.net.tcp.rtt.path.min",
            "system.net.tcp.segments"));
    sink.onReport(Reports.of(1, pair().prompt(2 * MS, 3 * MS).response(MS).segments(9).build()));

    assertThat(gauge("system.net.tcp.rtt.p99")).isEqualTo(3);
    assertThat(sum("system.net.tcp.rtt.count").getAsInt()).isEqualTo(2);
    assertThat(new TreeSet<>(receiver.names().collect(Collectors.toSet())))
        .isEqualTo(
            Set.of(
                "system.net.tcp.rtt.count",
                "system.net.tcp.rtt.p99",
                "system.net.tcp.rtt.path.dist",
                "system.net.tcp.rtt.path.min",
                "system.net.tcp.segments"));
  }

  @Test
  void shouldSplitLargeReports() {
    open(Temporality.CUMULATIVE);
    sink.onReport(
        Reports.of(
            1,
            IntStream.range(0, 3_000)
                .mapToObj(i -> Samples.of("10.0.0.1", "10.1." + i / 250 + "." + i % 250))
                .map(pair -> pair.prompt(MS).segments(1).build())
                .toArray(PairInterval[]::new)));

    await().until(() -> receiver.histograms(RTT).size() == 3_000);
    assertThat(receiver.requests()).hasSizeGreaterThan(1);
    assertThat(receiver.requests())
        .allSatisfy(request -> assertThat(request.getSerializedSize()).isLessThan(8 * 1024 * 1024));
    assertThat(receiver.sums("system.net.tcp.segments")).hasSize(3_000);
  }

  @Test
  void shouldNameACertificateThatCannotBeRead() {
    OtlpConfig with = Reports.otlp(receiver.url(), Temporality.DELTA);
    OtlpConfig otlp =
        new OtlpConfig(
            with.endpoint(),
            with.headers(),
            with.temporality(),
            true,
            with.timeout(),
            Optional.of(Path.of("/no/such/ca.pem")),
            Optional.empty(),
            Optional.empty(),
            with.resource());

    assertThatThrownBy(() -> OtlpSink.open(Reports.config(otlp), 1 << 26, "1.2.3", counts))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("/no/such/ca.pem");
  }

  private void open(Temporality temporality) {
    open(Reports.config(Reports.otlp(receiver.url(), temporality)));
  }

  private void open(ReportingConfig config) {
    sink = OtlpSink.open(config, 1 << 26, "1.2.3", counts);
  }

  private static Samples pair() {
    return Samples.of("10.0.0.1", "10.0.0.2");
  }

  private ExponentialHistogramDataPoint histogram(String name, int points) {
    await().until(() -> receiver.histograms(name).size() >= points);
    return receiver.histograms(name).get(0);
  }

  private NumberDataPoint sum(String name) {
    await().until(() -> !receiver.sums(name).isEmpty());
    return receiver.sums(name).get(0);
  }

  private double gauge(String name) {
    await().until(() -> !receiver.gauges(name).isEmpty());
    return receiver.gauges(name).get(0).getAsDouble();
  }

  private List<Long> values(String name) {
    assertThat(receiver.metrics(name)).extracting(Metric::getSum).allMatch(s -> s.getIsMonotonic());
    return receiver.sums(name).stream().map(NumberDataPoint::getAsInt).toList();
  }

  private static long sumOfBuckets(ExponentialHistogramDataPoint point) {
    return point.getPositive().getBucketCountsList().stream().mapToLong(Long::longValue).sum();
  }

  /** The sample of that rank is in the bucket of that rank; samples are kept to 0.8 %. */
  private static void assertQuantile(
      ExponentialHistogramDataPoint point, long[] sorted, double quantile) {
    long rank = (long) Math.ceil(quantile * sorted.length);
    double exact = sorted[(int) rank - 1] / 1e6;
    int index = point.getPositive().getOffset() - 1;
    long below = 0;
    for (long count : point.getPositive().getBucketCountsList()) {
      index++;
      below += count;
      if (below >= rank) {
        break;
      }
    }
    assertThat(exact)
        .isBetween(Math.pow(2, index / 8.0) / 1.008, Math.pow(2, (index + 1) / 8.0) * 1.008);
  }
}
