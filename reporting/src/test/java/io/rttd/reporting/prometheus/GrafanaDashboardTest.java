package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.PairCounter;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code packaging/grafana} against the metrics that there are. */
class GrafanaDashboardTest {
  private static final Path DASHBOARD = Path.of("..", "packaging", "grafana", "rttd_overview.json");

  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern LEGEND_LABEL = Pattern.compile("\\{\\{([^}]*)}}");

  private final KnownSeries known = new KnownSeries();

  @Test
  void shouldShowEachMetricAndNothingElse() throws IOException {
    Set<String> shown = new HashSet<>();
    for (String query : queries()) {
      shown.addAll(known.metricsOf(query));
    }

    assertThat(shown)
        .containsAll(Stream.of(PrometheusMetric.values()).map(PrometheusMetric::text).toList())
        .containsAll(Stream.of(PairCounter.values()).map(PrometheusMetric::nameOf).toList());
  }

  @Test
  void shouldUseOfEachMetricOnlyTheLabelsThatItHas() throws IOException {
    for (String query : queries()) {
      known.assertThatLabelsExist(query);
    }
  }

  @Test
  void shouldGiveEachPanelItsOwnNumberAndPlace() throws IOException {
    List<JsonTree> panels = dashboard().get("panels").elements();
    assertThat(panels).extracting(panel -> panel.get("id").number()).doesNotHaveDuplicates();
    assertThat(panels)
        .extracting(
            panel ->
                panel.get("gridPos").get("x").number()
                    + "|"
                    + panel.get("gridPos").get("y").number())
        .doesNotHaveDuplicates();
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
