package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The series that Prometheus gets, to hold queries against. */
final class KnownSeries {
  /** What Prometheus itself adds to each series. */
  static final Set<String> TARGET_LABELS = Set.of("instance", "job");

  private static final Pattern SERIES =
      Pattern.compile("(?<![a-z_:])rttd_[a-z_]+\\b(?!:)(?:\\{([^}]*)})?");
  private static final Pattern MATCHED_LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");

  private final Map<String, PrometheusMetric> metricOfSeries = new HashMap<>();
  private final Map<String, List<String>> labelsOfCounter = new HashMap<>();

  /** With classic histograms only. */
  KnownSeries() {
    this(false);
  }

  /**
   * Creates the list.
   *
   * @param isNative whether histograms are also series of their own
   */
  KnownSeries(boolean isNative) {
    for (PrometheusMetric metric : PrometheusMetric.values()) {
      suffixes(metric.type()).forEach(suffix -> metricOfSeries.put(metric.text() + suffix, metric));
      if (isNative && metric.type() == PrometheusMetric.Type.HISTOGRAM) {
        metricOfSeries.put(metric.text(), metric);
      }
    }
    for (CaptureCounter counter : CaptureCounter.values()) {
      labelsOfCounter.put(PrometheusMetric.nameOf(counter), List.of("iface"));
    }
    for (PairCounter counter : PairCounter.values()) {
      labelsOfCounter.put(
          PrometheusMetric.nameOf(counter),
          counter.reason().isPresent()
              ? List.of("src", "dst", "iface", "reason")
              : List.of("src", "dst", "iface"));
    }
  }

  private static Stream<String> suffixes(PrometheusMetric.Type type) {
    return switch (type) {
      case COUNTER, GAUGE, INFO -> Stream.of("");
      case HISTOGRAM -> Stream.of("_bucket", "_count", "_sum");
      case SUMMARY -> Stream.of("_count", "_sum");
    };
  }

  /** The metrics that a query uses, all of which must exist. */
  Set<String> metricsOf(String query) {
    Set<String> metrics = new LinkedHashSet<>();
    Matcher series = SERIES.matcher(query);
    while (series.find()) {
      String name = nameOf(series);
      boolean isCounter = labelsOfCounter.containsKey(name);
      assertThat(isCounter || metricOfSeries.containsKey(name)).as(name).isTrue();
      metrics.add(isCounter ? name : metricOfSeries.get(name).text());
    }
    return metrics;
  }

  /** Fails if a query matches or groups by a label that its series do not have. */
  void assertThatLabelsExist(String query) {
    Set<String> available = new TreeSet<>(TARGET_LABELS);
    Matcher series = SERIES.matcher(query);
    while (series.find()) {
      Set<String> own = labelsOf(nameOf(series));
      available.addAll(own);
      Optional.ofNullable(series.group(1))
          .ifPresent(
              matchers ->
                  assertThat(MATCHED_LABEL.matcher(matchers).results().map(label -> label.group(1)))
                      .as(query)
                      .isSubsetOf(own));
    }
    assertThat(GROUPING.matcher(query).results())
        .as(query)
        .allSatisfy(by -> assertThat(by.group(1).split(", ", -1)).isSubsetOf(available));
  }

  private static String nameOf(Matcher series) {
    return series.group().replaceFirst("\\{.*", "");
  }

  private Set<String> labelsOf(String series) {
    Set<String> labels = new TreeSet<>(TARGET_LABELS);
    if (labelsOfCounter.containsKey(series)) {
      labels.addAll(labelsOfCounter.get(series));
      return labels;
    }
    assertThat(metricOfSeries).as("series of PrometheusMetric").containsKey(series);
    labels.addAll(
        switch (metricOfSeries.get(series).scope()) {
          case PROCESS -> List.of();
          case BUILD -> List.of("version", "java");
          case PAIR -> List.of("src", "dst", "iface");
          case INSTANCE -> List.of("iface");
          case VERDICT -> List.of("iface", "verdict");
        });
    if (series.endsWith("_bucket")) {
      labels.add("le");
    }
    return labels;
  }
}
