package io.rttd.daemon.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigKeys;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code packaging/datadog} against the metrics and the keys that there are. */
class DatadogAssetsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path ASSETS = ROOT.resolve("packaging/datadog");
  private static final Path WRITTEN = Path.of("target", "datadog");
  private static final Pattern METRIC_NAME =
      Pattern.compile("\\b(?:system\\.net\\.tcp|rttd)\\.[a-z_]+(?:\\.[a-z_0-9]+)*");

  /** Of Datadog's list of units, those that metrics about a network may need. */
  private static final Set<String> DATADOGS_UNITS =
      Set.of(
          "bit",
          "byte",
          "connection",
          "event",
          "fraction",
          "item",
          "message",
          "microsecond",
          "millisecond",
          "nanosecond",
          "packet",
          "percent",
          "request",
          "sample",
          "second",
          "segment");

  private static final Set<String> SENT_TAGS =
      Set.of("src", "dst", "iface", "verdict", "reason", "host");

  @Test
  void shouldDescribeEachMetric() throws IOException {
    String reference = Files.readString(ROOT.resolve("docs/metrics.md"));

    hold("metadata.csv", new MetadataTable(reference).text());
  }

  /** What {@code ddev validate metadata} asks of each row. */
  @Test
  void shouldDescribeMetricsAsDatadogsCheckerWants() throws IOException {
    List<String> rows = Files.readAllLines(ASSETS.resolve("metadata.csv"));
    assertThat(rows).hasSizeGreaterThan(30);
    for (String row : rows.subList(1, rows.size())) {
      String[] cells = row.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", -1);
      assertThat(cells).as(row).hasSize(11);
      assertThat(row).isASCII();
      assertThat(cells[1]).as(row).isIn("count", "gauge", "rate");
      assertThat(cells[3]).as(row).isIn(DATADOGS_UNITS);
      assertThat(cells[5]).as(row).doesNotContain("|").hasSizeLessThanOrEqualTo(402);
      assertThat(cells[6]).as(row).isIn("-1", "0", "1");
      assertThat(cells[7]).as(row).isEqualTo("rttd");
    }
  }

  @Test
  void shouldSpecifyEachKey() throws IOException {
    hold("assets/configuration/spec.yaml", new ConfigurationSpec(ConfigKeys.all()).text());
  }

  @Test
  void shouldShowOnTheDashboardOnlyMetricsThatAreSent() throws IOException {
    String dashboard = Files.readString(ASSETS.resolve("assets/dashboards/rttd_overview.json"));
    Set<String> shown = names(dashboard);

    assertThat(MetadataTable.names()).containsAll(shown);
    assertThat(shown)
        .hasSizeGreaterThan(10)
        .contains(
            "system.net.tcp.segments",
            "system.net.tcp.connects.failed",
            "system.net.tcp.zero_windows",
            "system.net.tcp.handshake.dist",
            "system.net.tcp.response.dist",
            "rttd.reload.refused");
  }

  @Test
  void shouldUseOnTheDashboardOnlyTagsThatAreSent() throws IOException {
    String dashboard = Files.readString(ASSETS.resolve("assets/dashboards/rttd_overview.json"));

    assertThat(tags(dashboard)).isNotEmpty().isSubsetOf(SENT_TAGS);
  }

  private static Set<String> names(String text) {
    return METRIC_NAME
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> tags(String queries) {
    return Pattern.compile("by \\{([a-z,]+)}")
        .matcher(queries)
        .results()
        .flatMap(by -> Stream.of(by.group(1).split(",")))
        .toList();
  }

  @Test
  void shouldWatchInMonitorsOnlyMetricsAndTagsThatAreSent() throws IOException {
    List<Path> monitors;
    try (Stream<Path> files = Files.list(ASSETS.resolve("assets/monitors"))) {
      monitors = files.toList();
    }
    assertThat(monitors).hasSizeGreaterThanOrEqualTo(9);
    for (Path monitor : monitors) {
      JsonTree definition = JsonTree.parse(Files.readString(monitor)).get("definition");
      String query = definition.get("query").text();
      assertThat(names(query)).as(query).isNotEmpty().isSubsetOf(MetadataTable.names());
      assertThat(names(definition.get("message").text())).isSubsetOf(MetadataTable.names());
      assertThat(tags(query)).as(query).isNotEmpty().isSubsetOf(SENT_TAGS);
      assertThat(Double.parseDouble(query.replaceFirst(".* ", "")))
          .as("threshold in %s", monitor)
          .isEqualTo(definition.get("options").get("thresholds").get("critical").decimal());
    }
  }

  /** A file that is not what it should be is written beside, to be copied. */
  private static void hold(String name, String expected) throws IOException {
    Path file = ASSETS.resolve(name);
    String actual = Files.exists(file) ? Files.readString(file) : "";
    if (!actual.equals(expected)) {
      Path written = WRITTEN.resolve(name);
      Files.createDirectories(written.getParent());
      Files.writeString(written, expected);
    }
    assertThat(actual)
        .as(
            "packaging/datadog/%s; what it should be was written to daemon/target/datadog/%s:"
                + " look at it, and copy it",
            name, name)
        .isEqualTo(expected);
  }
}
