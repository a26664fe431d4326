package io.rttd.packaging;

import static io.rttd.packaging.KubernetesObjects.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.logging.LineFormatter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * {@code packaging/datadog} as an integration: what ddev, Datadog's tool, asks of a manifest and of
 * what it lists. DatadogAssetsTest compares names and tags with those that rttd sends.
 */
class DatadogIntegrationTest {
  private static final Path FOLDER = SourceTree.ROOT.resolve("packaging/datadog");
  private static final int LONGEST_TILE_DESCRIPTION = 80;
  private static final int LONGEST_MONITOR_DESCRIPTION = 300;
  private static final String TEXT = "eth0: the kernel dropped 1204 packets";

  private final Map<?, ?> manifest = json("manifest.json");

  DatadogIntegrationTest() throws IOException {}

  @Test
  void shouldHaveTheFieldsOfAManifestOfTheSecondVersion() {
    assertThat(keys(manifest))
        .containsExactlyInAnyOrder(
            "manifest_version",
            "app_uuid",
            "app_id",
            "display_on_public_website",
            "tile",
            "author",
            "assets");
    assertThat(manifest.get("manifest_version")).isEqualTo("2.0.0");
    assertThat(manifest.get("display_on_public_website")).isInstanceOf(Boolean.class);
    String uuid = (String) manifest.get("app_uuid");
    assertThat(UUID.fromString(uuid)).hasToString(uuid);
    assertThat(UUID.fromString(uuid).version()).isEqualTo(4);
    assertThat(keys(manifest.get("author")))
        .containsExactlyInAnyOrder("name", "homepage", "support_email", "sales_email");
    assertThat((String) at(manifest, "author", "support_email")).contains("@").isASCII();
  }

  @Test
  void shouldDescribeItselfInTheCatalogue() throws IOException {
    assertThat((String) at(manifest, "tile", "description"))
        .isNotBlank()
        .hasSizeLessThanOrEqualTo(LONGEST_TILE_DESCRIPTION);
    for (String part : List.of("overview", "configuration", "support")) {
      String[] link = ((String) at(manifest, "tile", part)).split("#", -1);
      assertThat(FOLDER.resolve(link[0])).content().contains("\n## " + link[1] + "\n");
    }
    assertThat(FOLDER.resolve((String) at(manifest, "tile", "changelog"))).exists();
    assertThat((List<?>) at(manifest, "tile", "classifier_tags"))
        .map(String.class::cast)
        .doesNotHaveDuplicates()
        .contains("Offering::Integration", "Supported OS::Linux", "Category::Log Collection")
        .allMatch(
            tag -> tag.matches("(Category|Offering|Submitted Data Type|Supported OS)::\\S.*"));
  }

  @Test
  void shouldCheckAMetricThatTheTableLists() throws IOException {
    Map<?, ?> metrics = (Map<?, ?>) at(manifest, "assets", "integration", "metrics");
    List<String> names =
        Files.readAllLines(FOLDER.resolve((String) metrics.get("metadata_path"))).stream()
            .skip(1)
            .map(row -> row.substring(0, row.indexOf(',')))
            .toList();

    assertThat(names).contains((String) metrics.get("check")).doesNotHaveDuplicates();
    // Datadog allows every integration the prefix system.
    assertThat(names)
        .allMatch(
            name -> name.startsWith("system.") || name.startsWith((String) metrics.get("prefix")));
  }

  @Test
  void shouldListEachDashboardAndMonitorOnce() throws IOException {
    for (String kind : List.of("dashboards", "monitors")) {
      try (Stream<Path> files = Files.list(FOLDER.resolve("assets").resolve(kind))) {
        List<String> there = files.map(file -> FOLDER.relativize(file).toString()).toList();
        assertThat(((Map<?, ?>) at(manifest, "assets", kind)).values())
            .map(String.class::cast)
            .containsExactlyInAnyOrderElementsOf(there);
      }
    }
    assertThat(
            keys(
                json(
                    (String)
                        ((Map<?, ?>) at(manifest, "assets", "dashboards"))
                            .values()
                            .iterator()
                            .next())))
        .contains("title", "description", "template_variables", "widgets", "layout_type");
  }

  @Test
  void shouldDescribeMonitorsAsDatadogsCheckerWants() throws IOException {
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) at(manifest, "assets", "monitors")).entrySet()) {
      Map<?, ?> monitor = json((String) entry.getValue());
      assertThat(keys(monitor))
          .as("%s", entry)
          .containsExactlyInAnyOrder(
              "version",
              "created_at",
              "last_updated_at",
              "title",
              "description",
              "tags",
              "definition");
      assertThat(monitor.get("version")).isEqualTo(2);
      assertThat(entry.getKey()).isEqualTo(monitor.get("title"));
      assertThat((String) monitor.get("description"))
          .hasSizeLessThanOrEqualTo(LONGEST_MONITOR_DESCRIPTION);
      assertThat((List<?>) monitor.get("tags")).isEqualTo(List.of("integration:rttd"));
      assertThat(keys(monitor.get("definition")))
          .contains("name", "type", "query", "message", "options");
      assertThat((String) at(monitor, "definition", "name"))
          .as("names the integration")
          .startsWith("[rttd] ");
    }
  }

  /** The Agent's HTTP check makes one of {@code /-/healthy}; a dead rttd could not send its own. */
  @Test
  void shouldLeaveServiceChecksToTheAgent() throws IOException {
    String path = (String) at(manifest, "assets", "integration", "service_checks", "metadata_path");
    assertThat(new Yaml().<List<?>>load(Files.readString(FOLDER.resolve(path)))).isEmpty();

    List<?> instances = (List<?>) yaml("conf.d/http_check.d/rttd.yaml").get("instances");
    assertThat((String) at((Map<?, ?>) instances.get(0), "url"))
        .isEqualTo("http://127.0.0.1:9475/-/healthy");
  }

  @Test
  void shouldCollectLogsUnderTheSourceThatThePipelineReads() throws IOException {
    String source = (String) at(manifest, "assets", "logs", "source");
    List<?> logs = (List<?>) yaml("conf.d/rttd.d/conf.yaml").get("logs");

    assertThat(logs)
        .isNotEmpty()
        .allSatisfy(log -> assertThat(at((Map<?, ?>) log, "source")).isEqualTo(source));
    assertThat(at(pipeline(), "filter", "query")).isEqualTo("source:" + source);
    assertThat(yaml("assets/logs/rttd.yaml").get("id")).isEqualTo(source);
  }

  /** Its rule is read as a regular expression; each kind of field in it has a known form. */
  @Test
  void shouldParseTheLinesThatRttdLogs() throws IOException {
    Map<?, ?> grok = null;
    Set<Object> remapped = new HashSet<>();
    for (Object each : (List<?>) pipeline().get("processors")) {
      Map<?, ?> processor = (Map<?, ?>) each;
      if (processor.get("type").equals("grok-parser")) {
        grok = processor;
      } else {
        remapped.addAll((List<?>) processor.get("sources"));
      }
    }
    String rule = ((String) at(grok, "grok", "matchRules")).strip();
    assertThat(rule).startsWith("line ").doesNotContain("\n");
    Matcher date = Pattern.compile("%\\{date\\(\"([^\"]+)\"\\):timestamp}").matcher(rule);
    assertThat(date.find()).isTrue();
    // Datadog's Z takes a colon too, as Joda's does.
    DateTimeFormatter time = DateTimeFormatter.ofPattern(date.group(1).replace("Z", "xxx"));
    Pattern line =
        Pattern.compile(
            date.replaceFirst("(?<timestamp>.{29})")
                .replaceFirst("^line ", "")
                .replaceAll("%\\{word:(\\w+)}", "(?<$1>\\\\w+)")
                .replaceAll("%\\{data:(\\w+)}", "(?<$1>.*)"));

    List<String> lines = new ArrayList<>();
    for (Level level : List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.FINE, Level.FINER)) {
      lines.add(
          new LineFormatter(ZoneId.of("Europe/Berlin")).format(new LogRecord(level, TEXT)).strip());
    }
    for (Object sample : (List<?>) grok.get("samples")) {
      lines.add((String) sample);
    }
    for (String each : lines) {
      Matcher parsed = line.matcher(each);
      assertThat(parsed.matches()).as(each).isTrue();
      ZonedDateTime.parse(parsed.group("timestamp"), time);
      assertThat(parsed.group("level")).isIn("ERROR", "WARN", "INFO", "DEBUG", "TRACE");
      assertThat(parsed.group("text")).isNotBlank().doesNotStartWith(" ");
    }
    assertThat(remapped).containsExactlyInAnyOrder("timestamp", "level", "text");
  }

  private static Map<?, ?> pipeline() throws IOException {
    return (Map<?, ?>) yaml("assets/logs/rttd.yaml").get("pipeline");
  }

  private static List<String> keys(Object map) {
    return ((Map<?, ?>) map).keySet().stream().map(String.class::cast).toList();
  }

  /** YAML includes JSON. */
  private static Map<?, ?> json(String file) throws IOException {
    return yaml(file);
  }

  private static Map<?, ?> yaml(String file) throws IOException {
    return new Yaml().load(Files.readString(FOLDER.resolve(file)));
  }
}
