package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.CaptureCounter;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code packaging/grafana} against the metrics that there are. */
class GrafanaDashboardTest {
  private static final Path DASHBOARD = Path.of("..", "packaging", "grafana", "rttd_overview.json");

  /** What Prometheus itself adds to each series. */
  private static final Set<String> TARGET_LABELS = Set.of("instance", "job");

  private static final Pattern SERIES = Pattern.compile("\\brttd_[a-z_]+\\b(?:\\{([^}]*)})?");
  private static final Pattern MATCHED_LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{([^}]*)}}");

  private final Map<String, PrometheusMetric> metricOfSeries = new HashMap<>();
  private final Set<String> counters = new HashSet<>();

  GrafanaDashboardTest() {
    for (PrometheusMetric metric : PrometheusMetric.values()) {
      suffixes(metric.type()).forEach(suffix -> metricOfSeries.put(metric.text() + suffix, metric));
    }
    Stream.of(CaptureCounter.values()).map(PrometheusMetric::nameOf).forEach(counters::add);
  }

  private static Stream<String> suffixes(PrometheusMetric.Type type) {
    return switch (type) {
      case COUNTER, GAUGE -> Stream.of("");
      case HISTOGRAM -> Stream.of("_bucket", "_count", "_sum");
      case SUMMARY -> Stream.of("_count", "_sum");
    };
  }

  @Test
  void shouldShowEachMetricAndNothingElse() throws IOException {
    Set<String> shown = new HashSet<>();
    for (String query : queries()) {
      Matcher series = SERIES.matcher(query);
      while (series.find()) {
        String name = nameOf(series);
        assertThat(counters.contains(name) || metricOfSeries.containsKey(name)).as(name).isTrue();
        shown.add(counters.contains(name) ? name : metricOfSeries.get(name).text());
      }
    }

    assertThat(shown)
        .containsAll(Stream.of(PrometheusMetric.values()).map(PrometheusMetric::text).toList());
  }

  @Test
  void shouldUseOfEachMetricOnlyTheLabelsThatItHas() throws IOException {
    for (String query : queries()) {
      Set<String> available = new TreeSet<>(TARGET_LABELS);
      Matcher series = SERIES.matcher(query);
      while (series.find()) {
        Set<String> own = labelsOf(nameOf(series));
        available.addAll(own);
        if (series.group(1) != null) {
          assertThat(MATCHED_LABEL.matcher(series.group(1)).results().map(label -> label.group(1)))
              .as(query)
              .isSubsetOf(own);
        }
      }
      assertThat(GROUPING.matcher(query).results())
          .as(query)
          .allSatisfy(by -> assertThat(by.group(1).split(", ", -1)).isSubsetOf(available));
    }
  }

  @Test
  void shouldNameInLegendsOnlyLabelsThatAreGroupedBy() throws IOException {
    for (JsonTree target : targets()) {
      String query = target.get("expr").text();
      Set<String> left =
          GROUPING
              .matcher(query)
              .results()
              .flatMap(by -> Arrays.stream(by.group(1).split(", ", -1)))
              .collect(Collectors.toSet());
      Set<String> labels = left.isEmpty() ? Set.of("instance", "iface") : left;
      assertThat(LEGEND_LABEL.matcher(target.get("legendFormat").text()).results())
          .as(query)
          .allSatisfy(label -> assertThat(label.group(1)).isIn(labels));
    }
  }

  private static String nameOf(Matcher series) {
    return series.group().replaceFirst("\\{.*", "");
  }

  private Set<String> labelsOf(String series) {
    Set<String> labels = new TreeSet<>(TARGET_LABELS);
    if (counters.contains(series)) {
      labels.add("iface");
      return labels;
    }
    assertThat(metricOfSeries).as("series of PrometheusMetric").containsKey(series);
    labels.addAll(
        switch (metricOfSeries.get(series).scope()) {
          case PROCESS -> List.of();
          case PAIR -> List.of("src", "dst", "iface");
          case FAILURE -> List.of("src", "dst", "iface", "reason");
          case INSTANCE -> List.of("iface");
          case VERDICT -> List.of("iface", "verdict");
        });
    if (series.endsWith("_bucket")) {
      labels.add("le");
    }
    return labels;
  }

  /** What panels and variables ask for. */
  private static List<String> queries() throws IOException {
    List<String> queries = new ArrayList<>();
    targets().forEach(target -> queries.add(target.get("expr").text()));
    for (JsonTree variable : dashboard().get("templating").get("list").elements()) {
      if (variable.get("type").text().equals("query")) {
        queries.add(variable.get("definition").text());
      }
    }
    assertThat(queries).hasSizeGreaterThan(10).noneMatch(String::isEmpty);
    return queries;
  }

  private static List<JsonTree> targets() throws IOException {
    return dashboard().get("panels").elements().stream()
        .flatMap(panel -> panel.get("targets").elements().stream())
        .toList();
  }

  private static JsonTree dashboard() throws IOException {
    return JsonTree.parse(Files.readString(DASHBOARD));
  }
}
