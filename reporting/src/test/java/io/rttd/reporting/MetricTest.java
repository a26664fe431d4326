package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.MetricNames;
import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");

  @ParameterizedTest
  @CsvSource({
    "50,p50",
    "99,p99",
    "99.9,p999",
    "99.99,p9999",
    "5,p5",
    "5.5,p055",
    "100,p100",
    "0.1,p001"
  })
  void shouldNamePercentiles(double percentile, String suffix) {
    assertThat(Metric.RTT_PERCENTILE.percentileName(percentile))
        .isEqualTo("system.net.tcp.rtt." + suffix);
  }

  @Test
  void shouldNameNoTwoPercentilesAlike() {
    Set<String> names = new HashSet<>();
    for (int thousandths = 1; thousandths <= 100_000; thousandths++) {
      assertThat(names.add(Metric.RTT_PERCENTILE.percentileName(thousandths / 1000.0))).isTrue();
    }
  }

  /** When this fails, tell {@link MetricNames} too: it checks which names a file may list. */
  @Test
  void shouldBeKnownToTheConfiguration() {
    List<Double> percentiles = List.of(50.0, 99.9);

    assertThat(MetricNames.all(percentiles))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Arrays.stream(CaptureCounter.values()).map(CaptureCounter::metric),
                    Arrays.stream(PairCounter.values()).map(PairCounter::metric).distinct(),
                    Arrays.stream(Metric.values())
                        .flatMap(
                            metric ->
                                metric.isStem()
                                    ? percentiles.stream().map(metric::percentileName)
                                    : Stream.of(metric.text())))
                .flatMap(names -> names)
                .toList());
  }

  @Test
  void shouldBeDescribedInTheDocument() throws IOException {
    List<String> described =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `system.") || line.startsWith("| `rttd."))
            .map(MetricTest::firstColumns)
            .toList();

    assertThat(described)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(
                    Arrays.stream(Metric.values()).map(MetricTest::row),
                    Arrays.stream(PairCounter.values()).map(MetricTest::row).distinct(),
                    Arrays.stream(CaptureCounter.values()).map(MetricTest::row))
                .flatMap(rows -> rows)
                .toList());
  }

  private static String firstColumns(String line) {
    String[] columns = line.split("\\|", -1);
    return String.join(
        "|", columns[1].strip(), columns[2].strip(), columns[3].strip(), columns[4].strip());
  }

  private static String row(CaptureCounter counter) {
    return "`%s`|count|%s|iface".formatted(counter.metric(), counter.unit().text());
  }

  private static String row(PairCounter counter) {
    return "`%s`|count|%s|src, dst, iface%s"
        .formatted(
            counter.metric(),
            counter.unit().text(),
            counter.reason().isPresent() ? ", reason" : "");
  }

  private static String row(Metric metric) {
    boolean stem = metric.isStem();
    String tags =
        switch (metric.scope()) {
          case PROCESS -> "";
          case PAIR -> "src, dst, iface";
          case INSTANCE -> "iface";
          case VERDICT -> "iface, verdict";
        };
    return "`%s`|%s|%s|%s"
        .formatted(
            metric.text() + (stem ? "NN" : ""),
            metric.type().name().toLowerCase(Locale.ROOT),
            metric.unit().name().toLowerCase(Locale.ROOT),
            tags);
  }
}
