package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairCounter;
import io.rttd.model.PeerNaming;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Service;
import io.rttd.model.Verdict;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PrometheusSinkTest {
  private static final long MS = 1_000_000L;
  private static final String PAIR = "{dst=\"10.0.0.2\",iface=\"eth0\",src=\"10.0.0.1\"";

  private final DaemonCounts counts = new DaemonCounts();
  private final PrometheusSink sink =
      PrometheusSink.open(
          new Endpoint("tcp", "127.0.0.1", 0),
          Duration.ofSeconds(10),
          ReportingConfig.DEFAULT_BUCKETS,
          Long.MAX_VALUE,
          "1.2.3",
          counts);
  private final HttpClient client = HttpClient.newHttpClient();
  private final FakeShard shard = new FakeShard(0, 1);

  @AfterEach
  void close() {
    sink.close();
  }

  @Test
  void shouldLabelThePairsOfAService() throws Exception {
    Service api = new Service(1, "api");
    sink.onReport(
        report(
            1,
            Samples.of("10.0.0.1", "10.0.0.2", api).held(MS).build(),
            pair().held(MS, MS).build()));

    String text = fetch("/metrics").body();
    String labels = PAIR.replace("src", "service_port=\"api\",src") + "}";
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + labels)).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR + "}")).isEqualTo(2);
  }

  @Test
  void shouldAddReportsUp() throws Exception {
    sink.onReport(report(1, pair().prompt(2 * MS, 3 * MS).retransmits(1).segments(20).build()));
    sink.onReport(report(2, pair().held(40 * MS).retransmits(2).segments(30).build()));
    sink.onReport(report(3));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR + "}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_rtt_seconds_sum" + PAIR + "}")).isEqualTo(0.045);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"0.001\"}")).isZero();
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"0.005\"}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"+Inf\"}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_rtt_path_seconds_count" + PAIR + "}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_path_seconds_sum" + PAIR + "}"))
        .isCloseTo(0.005, within(0.00002));
    assertThat(value(text, "rttd_tcp_rtt_jitter_seconds_sum" + PAIR + "}")).isEqualTo(0.001);
    assertThat(value(text, "rttd_tcp_rtt_jitter_seconds_count" + PAIR + "}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_retransmits_total" + PAIR + "}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_segments_total" + PAIR + "}")).isEqualTo(50);
    assertThat(value(text, "rttd_capture_packets_total{iface=\"eth0\"}")).isEqualTo(30);
    assertThat(value(text, "rttd_verdicts_total{iface=\"eth0\",verdict=\"exact\"}")).isEqualTo(6);
    assertThat(value(text, "rttd_flows{iface=\"eth0\"}")).isEqualTo(5);
    assertThat(value(text, "rttd_sampling_rate{iface=\"eth0\"}")).isEqualTo(0.25);
    assertThat(text).doesNotContain("rttd_tcp_handshake_seconds_count");
  }

  @Test
  void shouldAddUpWhatIsCountedOfConnections() throws Exception {
    for (int interval = 1; interval <= 2; interval++) {
      sink.onReport(
          report(
              interval,
              pair()
                  .counting(PairCounter.OUT_OF_ORDER, 2)
                  .counting(PairCounter.ZERO_WINDOWS, 3)
                  .counting(PairCounter.ZERO_WINDOW_NS, 250 * MS)
                  .counting(PairCounter.CONNECTS, 9)
                  .counting(PairCounter.CONNECTS_REFUSED, 4)
                  .counting(PairCounter.RESETS, 5)
                  .build()));
    }

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_out_of_order_total" + PAIR + "}")).isEqualTo(4);
    assertThat(value(text, "rttd_tcp_zero_windows_total" + PAIR + "}")).isEqualTo(6);
    assertThat(value(text, "rttd_tcp_zero_window_seconds_total" + PAIR + "}")).isEqualTo(0.5);
    assertThat(value(text, "rttd_tcp_connects_total" + PAIR + "}")).isEqualTo(18);
    assertThat(value(text, "rttd_tcp_resets_total" + PAIR + "}")).isEqualTo(10);
    String refused = PAIR.replace(",src", ",reason=\"refused\",src") + "}";
    assertThat(value(text, "rttd_tcp_connects_failed_total" + refused)).isEqualTo(8);
    assertThat(text).doesNotContain("unanswered");
  }

  @Test
  void shouldAddUpHandshakesAndResponses() throws Exception {
    sink.onReport(report(1, pair().handshake(3 * MS).response(20 * MS, 30 * MS).build()));
    sink.onReport(report(2, pair().response(300 * MS).build()));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_handshake_seconds_count" + PAIR + "}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_handshake_seconds_sum" + PAIR + "}")).isEqualTo(0.003);
    assertThat(value(text, "rttd_tcp_response_seconds_count" + PAIR + "}")).isEqualTo(3);
    assertThat(value(text, "rttd_tcp_response_seconds_sum" + PAIR + "}")).isEqualTo(0.35);
    assertThat(value(text, "rttd_tcp_response_seconds_bucket" + PAIR + ",le=\"0.05\"}"))
        .isEqualTo(2);
  }

  @Test
  void shouldKeepTwoCapturesOfAnInterfaceApart() throws Exception {
    sink.onReport(report(1, pair().prompt(2 * MS).build()));
    sink.onReport(second(report(1, pair().prompt(3 * MS, 3 * MS).build())));

    String text = fetch("/metrics").body();
    String capture = "{capture=\"eth0#2\",";
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR + "}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_rtt_seconds_count" + PAIR.replace("{", capture) + "}"))
        .isEqualTo(2);
    assertThat(value(text, "rttd_capture_packets_total{iface=\"eth0\"}")).isEqualTo(10);
    assertThat(value(text, "rttd_capture_packets_total" + capture + "iface=\"eth0\"}"))
        .isEqualTo(10);
    assertThat(value(text, "rttd_flows{iface=\"eth0\"}")).isEqualTo(5);
    assertThat(value(text, "rttd_flows" + capture + "iface=\"eth0\"}")).isEqualTo(5);
  }

  private static Report second(Report report) {
    return new Report(
        report.iface() + "#2",
        report.iface(),
        report.tags(),
        report.startNs(),
        report.endNs(),
        report.lagNs(),
        report.peers(),
        report.verdicts(),
        report.gauges(),
        report.capture());
  }

  @Test
  void shouldNameEachMetricAsTheTableDoes() throws Exception {
    Samples samples = pair().handshake(MS).prompt(2 * MS).response(3 * MS);
    Stream.of(PairCounter.values()).forEach(counter -> samples.counting(counter, 1));
    sink.onReport(report(1, samples.build()));

    String text = fetch("/metrics").body();
    for (PrometheusMetric metric : PrometheusMetric.values()) {
      // The text format has no infos: they are gauges there.
      String type =
          metric.type() == PrometheusMetric.Type.INFO
              ? "gauge"
              : metric.type().name().toLowerCase(Locale.ROOT);
      assertThat(text).contains("# TYPE " + metric.text() + " " + type + "\n");
    }
    for (CaptureCounter counter : CaptureCounter.values()) {
      String name = PrometheusMetric.nameOf(counter);
      assertThat(text).contains("# TYPE " + name + " counter\n");
      assertThat(value(text, name + "{iface=\"eth0\"}")).isEqualTo(10 + counter.ordinal());
    }
    Set<String> ofPairs = new HashSet<>();
    Stream.of(PairCounter.values()).map(PrometheusMetric::nameOf).forEach(ofPairs::add);
    assertThat(ofPairs)
        .allSatisfy(name -> assertThat(text).contains("# TYPE " + name + " counter\n"));
    assertThat(text.lines().filter(line -> line.startsWith("# TYPE rttd_")))
        .hasSize(
            PrometheusMetric.values().length + ofPairs.size() + CaptureCounter.values().length);
  }

  @Test
  void shouldServeOpenMetricsProtobufAndZipped() throws Exception {
    sink.onReport(report(1, pair().prompt(2 * MS).build()));

    HttpResponse<String> openMetrics =
        fetch("/metrics", "Accept", "application/openmetrics-text;version=1.0.0");
    assertThat(openMetrics.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/openmetrics-text");
    assertThat(openMetrics.body()).endsWith("# EOF\n");

    HttpResponse<byte[]> protobuf =
        client.send(
            request("/metrics")
                .header(
                    "Accept",
                    "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                        + "encoding=delimited")
                .header("Accept-Encoding", "gzip")
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(protobuf.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/vnd.google.protobuf");
    byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(protobuf.body())).readAllBytes();
    assertThat(new String(unzipped, StandardCharsets.ISO_8859_1)).contains("rttd_tcp_rtt_seconds");
  }

  @Test
  void shouldTellWhetherItIsReadyAndWell() throws Exception {
    assertThat(fetch("/-/ready").statusCode()).isEqualTo(503);
    assertThat(fetch("/-/healthy").statusCode()).isEqualTo(200);
    assertThat(fetch("/metrics").body()).isEmpty();

    sink.onReport(report(1));

    assertThat(fetch("/-/ready").statusCode()).isEqualTo(200);
    assertThat(fetch("/elsewhere").statusCode()).isEqualTo(404);
    HttpResponse<String> post =
        client.send(
            request("/metrics").POST(HttpRequest.BodyPublishers.ofString("x")).build(),
            BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    HttpResponse<String> head =
        client.send(
            request("/metrics").method("HEAD", HttpRequest.BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void shouldSayWhatToDoWhenThePortIsTaken() {
    int port = Integer.parseInt(sink.address().replaceAll(".*:", ""));

    assertThatThrownBy(
            () ->
                PrometheusSink.open(
                    new Endpoint("tcp", "127.0.0.1", port),
                    Duration.ofSeconds(10),
                    ReportingConfig.DEFAULT_BUCKETS,
                    Long.MAX_VALUE,
                    "1.2.3",
                    new DaemonCounts()))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("127.0.0.1:" + port + " (prometheus_listen)");
  }

  @Test
  void shouldKeepTotalsUntilAPairWasSilentForLong() {
    PrometheusTotals totals =
        new PrometheusTotals(10, Long.MAX_VALUE, ReportingConfig.DEFAULT_BUCKETS);
    totals.add(report(1, pair().prompt(MS).build()));
    totals.add(report(3600));
    assertThat(totals.pairs()).isEqualTo(1);

    totals.add(report(3602));
    assertThat(totals.pairs()).isZero();
  }

  @Test
  void shouldHaveAsManySeriesForAPairAsTheManualSays() throws Exception {
    Samples everything = pair().prompt(MS, 2 * MS).handshake(MS).response(MS);
    for (PairCounter counter : PairCounter.values()) {
      everything.counting(counter, 1);
    }
    sink.onReport(report(1, everything.build()));

    long series =
        fetch("/metrics").body().lines().filter(line -> line.contains("src=\"10.0.0.1\"")).count();
    assertThat(Files.readString(Path.of("..", "docs", "metrics.md")))
        .contains("A pair takes up to " + series + " classic series.");
  }

  @Test
  void shouldTellTensOfMicrosecondsApartInClassicBuckets() throws Exception {
    sink.onReport(report(1, pair().prompt(9_000, 12_000, 90_000).build()));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"1.0E-5\"}")).isEqualTo(1);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"1.5E-5\"}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"8.0E-5\"}")).isEqualTo(2);
    assertThat(value(text, "rttd_tcp_rtt_seconds_bucket" + PAIR + ",le=\"1.0E-4\"}")).isEqualTo(3);
  }

  @Test
  void shouldUseTheConfiguredBuckets() throws Exception {
    try (PrometheusSink own =
        PrometheusSink.open(
            new Endpoint("tcp", "127.0.0.1", 0),
            Duration.ofSeconds(10),
            List.of(0.002, 0.5),
            Long.MAX_VALUE,
            "1.2.3",
            new DaemonCounts())) {
      own.onReport(report(1, pair().prompt(MS, 3 * MS).held(600 * MS).build()));

      URI metrics = URI.create("http://" + own.address() + "/metrics");
      String text =
          client.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()).body();
      assertThat(text.lines().filter(line -> line.startsWith("rttd_tcp_rtt_seconds_bucket")))
          .extracting(line -> line.replaceFirst(".*,le=", ""))
          .containsExactly("\"0.002\"} 1", "\"0.5\"} 2", "\"+Inf\"} 3");
    }
  }

  @Test
  void shouldReportTheProcessItsJavaAndItsVersion() throws Exception {
    counts.addRefusedReload();
    counts.noteDogStatsD(7, 2);
    counts.noteDogStatsD(5, 1);
    sink.onReport(report(1));

    String text = fetch("/metrics").body();
    assertThat(value(text, "rttd_reload_refused_total")).isEqualTo(1);
    assertThat(value(text, "rttd_dogstatsd_kept")).isEqualTo(5);
    assertThat(value(text, "rttd_dogstatsd_lost_total")).isEqualTo(3);
    assertThat(value(text, "rttd_build_info{java=\"" + Runtime.version() + "\",version=\"1.2.3\"}"))
        .isEqualTo(1);
    assertThat(value(text, "process_cpu_seconds_total")).isPositive();
    assertThat(value(text, "process_open_fds")).isPositive();
    assertThat(value(text, "jvm_memory_used_bytes{area=\"heap\"}")).isPositive();
    assertThat(text).contains("jvm_gc_collection_seconds_count{gc=");
  }

  @Test
  void shouldBoundThePairs() {
    PrometheusTotals totals =
        new PrometheusTotals(10, Long.MAX_VALUE, ReportingConfig.DEFAULT_BUCKETS);
    for (int i = 0; i < 100; i++) {
      totals.add(report(i + 1, Samples.of("10.0.0.1", "10.0.1." + i).prompt(MS).build()));
    }

    assertThat(totals.pairs()).isEqualTo(11);
  }

  @Test
  void shouldBoundTheMemoryOfPairs() {
    long maxBytes = 1 << 20;
    PrometheusTotals totals = new PrometheusTotals(10_000, maxBytes, List.of(0.001, 1.0));
    for (int i = 0; i < 1_000; i++) {
      totals.add(
          report(
              i + 1, Samples.of("10.0.0.1", "10.0." + i / 250 + "." + i % 250).prompt(MS).build()));
      assertThat(totals.bytes()).isBetween(1L, maxBytes + 10_000);
    }
    assertThat(totals.pairs()).isBetween(100, 500);
    assertThat(samplesOf(totals.snapshot(List.of()))).isEqualTo(1_000);
  }

  @Test
  void shouldForgetThePairsThatHaveBeenSilentLongestIfTheOthersGrow() {
    long maxBytes = 1 << 20;
    PrometheusTotals totals = new PrometheusTotals(10_000, maxBytes, List.of(0.001, 1.0));
    for (int i = 0; i < 250; i++) {
      totals.add(report(i + 1, Samples.of("10.0.0.1", "10.0.1." + i).prompt(MS).build()));
    }
    int before = totals.pairs();
    for (int i = 200; i < 250; i++) {
      Samples wide = Samples.of("10.0.0.1", "10.0.1." + i);
      for (long ns = 1_000; ns < 10_000_000_000L; ns *= 2) {
        wide.prompt(ns).held(ns).response(ns);
      }
      totals.add(report(1_000, wide.build()));
    }
    assertThat(totals.bytes()).isLessThanOrEqualTo(maxBytes);
    assertThat(totals.pairs()).isBetween(50, before - 1);
  }

  private static double samplesOf(MetricSnapshots snapshots) {
    return snapshots.stream()
        .filter(metric -> metric.getMetadata().getName().equals("rttd_tcp_rtt_seconds"))
        .flatMap(metric -> ((HistogramSnapshot) metric).getDataPoints().stream())
        .mapToDouble(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
        .sum();
  }

  private Report report(long second, PairInterval... peers) {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[Verdict.EXACT.ordinal()] = 2;
    return new SnapshotMerger("eth0", List.of("a:b"), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                shard.snapshot(
                    TimeUnit.SECONDS.toNanos(second),
                    false,
                    new ShardGauges(5, 6, 7, 8, 0, SegmentAccount.NONE),
                    verdicts,
                    peers)),
            0,
            new CaptureReading(CaptureCounts.of(counter -> 10 + counter.ordinal()), 0.25));
  }

  private static Samples pair() {
    return Samples.of("10.0.0.1", "10.0.0.2");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + sink.address() + path));
  }

  private HttpResponse<String> fetch(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static double value(String text, String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(series + " is not in\n" + text));
  }
}
