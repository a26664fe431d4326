package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.reporting.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrometheusMetricTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
  private static final String RTT = "rttd_tcp_rtt_seconds";
  private static final String PATH = "rttd_tcp_rtt_path_seconds";

  /** Figures of one interval, which a query takes from the buckets, the sum or the count. */
  private static final Map<Metric, String> COMPUTED_FROM =
      Map.ofEntries(
          Map.entry(Metric.RTT, RTT),
          Map.entry(Metric.RTT_AVG, RTT),
          Map.entry(Metric.RTT_MIN, RTT),
          Map.entry(Metric.RTT_MAX, RTT),
          Map.entry(Metric.RTT_PERCENTILE, RTT),
          Map.entry(Metric.RTT_COUNT, RTT),
          Map.entry(Metric.PATH_MIN, PATH),
          Map.entry(Metric.PATH_PERCENTILE, PATH),
          Map.entry(Metric.RTT_HANDSHAKE, "rttd_tcp_handshake_seconds"),
          Map.entry(Metric.HANDSHAKE_PERCENTILE, "rttd_tcp_handshake_seconds"),
          Map.entry(Metric.RESPONSE_PERCENTILE, "rttd_tcp_response_seconds"));

  @Test
  void shouldBeDescribedInTheDocument() throws IOException {
    List<String> described =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `rttd_"))
            .map(line -> line.split("\\|", -1))
            .map(cells -> cells[1].strip() + "|" + cells[2].strip() + "|" + cells[3].strip())
            .toList();

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Arrays.stream(PrometheusMetric.values()).map(PrometheusMetricTest::row),
                    Arrays.stream(PairCounter.values()).map(PrometheusMetricTest::row).distinct(),
                    Stream.of("`rttd_capture_NAME_total`|counter|iface"))
                .flatMap(rows -> rows)
                .toList());
  }

  @Test
  void shouldNameCountersOfTheCaptureAsTheDocumentSays() {
    assertThat(Arrays.stream(CaptureCounter.values()))
        .allSatisfy(
            counter ->
                assertThat(PrometheusMetric.nameOf(counter))
                    .isEqualTo("rttd_capture_" + counter.id() + "_total"));
  }

  /** A metric of DogStatsD that Prometheus lacks is one that it computes itself. */
  @Test
  void shouldHaveEachMetricThatDogStatsDHas() {
    List<String> scraped =
        Arrays.stream(PrometheusMetric.values()).map(PrometheusMetric::text).toList();
    for (Metric metric : Metric.values()) {
      assertThat(scraped)
          .as("%s: add it to PrometheusMetric, or here with what it is computed from", metric)
          .contains(COMPUTED_FROM.getOrDefault(metric, nameOf(metric)));
    }
  }

  /** The name by Prometheus' conventions: base units, and counters that end in _total. */
  private static String nameOf(Metric metric) {
    if (metric == Metric.VERDICT) {
      return "rttd_verdicts_total";
    }
    String unit = metric.unit() == Metric.Unit.MILLISECOND ? "_seconds" : "";
    String suffix = metric.type() == Metric.Type.COUNT ? "_total" : "";
    return metric
            .text()
            .replaceFirst("^system\\.net\\.", "rttd_")
            .replaceFirst("\\.dist$", "")
            .replace('.', '_')
        + unit
        + suffix;
  }

  private static String row(PairCounter counter) {
    return "`%s`|counter|src, dst, iface%s"
        .formatted(
            PrometheusMetric.nameOf(counter), counter.reason().isPresent() ? ", reason" : "");
  }

  private static String row(PrometheusMetric metric) {
    String labels =
        switch (metric.scope()) {
          case PROCESS -> "";
          case BUILD -> "version, java";
          case PAIR -> "src, dst, iface";
          case INSTANCE -> "iface";
          case VERDICT -> "iface, verdict";
        };
    return "`%s`|%s|%s"
        .formatted(metric.text(), metric.type().name().toLowerCase(Locale.ROOT), labels);
  }
}
