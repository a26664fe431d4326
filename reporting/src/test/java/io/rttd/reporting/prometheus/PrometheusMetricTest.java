package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrometheusMetricTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

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
