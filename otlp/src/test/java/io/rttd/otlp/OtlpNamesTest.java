package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.rttd.config.MetricNames;
import io.rttd.config.OtlpConfig.Temporality;
import io.rttd.config.ReportingConfig;
import io.rttd.model.PairCounter;
import io.rttd.model.Service;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holds the table of OTLP names in {@code docs/metrics.md} against what a receiver decodes. */
class OtlpNamesTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "metrics.md");
  private static final String HEADING = "| OTLP type | unit | attributes | metrics |";
  private static final Set<String> TAGS = Set.of("rack", "team", "canary");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final long MS = 1_000_000L;

  private final Receiver receiver = new Receiver();
  private final List<OtlpSink> sinks = new ArrayList<>();

  @AfterEach
  void close() {
    sinks.forEach(OtlpSink::close);
    receiver.close();
  }

  @Test
  void shouldDescribeEachMetricInTheDocument() throws IOException {
    report();
    report(MetricNames.all(List.of(50.0, 99.0)).toArray(String[]::new));

    Map<String, Set<String>> sent = new TreeMap<>();
    receiver
        .names()
        .distinct()
        .forEach(
            name ->
                receiver
                    .metrics(name)
                    .forEach(
                        metric ->
                            sent.computeIfAbsent(kind(metric), unused -> new TreeSet<>())
                                .add(name.replaceFirst("\\.p\\d+$", ".pNN"))));
    assertThat(documented()).isEqualTo(sent);
  }

  @Test
  void shouldSendEachMetricThatDogStatsDSends() {
    report(MetricNames.all(List.of(50.0, 99.0)).toArray(String[]::new));

    List<String> sent = receiver.names().distinct().toList();
    for (io.rttd.reporting.Metric metric : io.rttd.reporting.Metric.values()) {
      assertThat(sent).contains(metric.isStem() ? metric.percentileName(50) : metric.text());
    }
  }

  private void report(String... metrics) {
    int before = receiver.requests().size();
    ReportingConfig config =
        Reports.config(Reports.otlp(receiver.url(), Temporality.DELTA), metrics);
    OtlpSink sink = OtlpSink.open(config, 1 << 26, "1.2.3", new DaemonCounts());
    sinks.add(sink);
    Samples pair =
        Samples.of("10.0.0.1", "10.0.0.2", new Service(1, "api"))
            .handshake(5 * MS)
            .prompt(2 * MS, 3 * MS)
            .response(7 * MS);
    for (PairCounter counter : PairCounter.values()) {
      pair.counting(counter, 1_000_000);
    }
    sink.onReport(Reports.of(1, pair.build()));
    await().until(() -> receiver.requests().size() > before && sink.keptPoints() == 0);
  }

  /** Type, unit and attributes, as in the table. */
  private static String kind(Metric metric) {
    String type =
        metric.hasGauge()
            ? "gauge"
            : metric.hasExponentialHistogram() ? "exponential histogram" : "sum, monotonic";
    Set<String> attributes = new TreeSet<>();
    Stream.of(
            metric.getGauge().getDataPointsList().stream().map(point -> point.getAttributesList()),
            metric.getSum().getDataPointsList().stream().map(point -> point.getAttributesList()),
            metric.getExponentialHistogram().getDataPointsList().stream()
                .map(point -> point.getAttributesList()))
        .flatMap(lists -> lists)
        .flatMap(List::stream)
        .map(KeyValue::getKey)
        .filter(key -> !TAGS.contains(key))
        .forEach(attributes::add);
    return type + " | " + metric.getUnit() + " | " + attributes;
  }

  private static Map<String, Set<String>> documented() throws IOException {
    List<String> lines = Files.readAllLines(DOCUMENT);
    Map<String, Set<String>> table = new TreeMap<>();
    Map<String, List<String>> groups = attributeGroups(lines);
    lines.stream()
        .skip(lines.indexOf(HEADING) + 2L)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|", -1))
        .forEach(
            cells -> {
              Set<String> attributes = new TreeSet<>(names(cells[3]));
              for (String word : cells[3].strip().split(" ", -1)) {
                attributes.addAll(groups.getOrDefault(word, List.of()));
              }
              String kind = cells[1].strip() + " | " + names(cells[2]).get(0) + " | " + attributes;
              table.computeIfAbsent(kind, unused -> new TreeSet<>()).addAll(names(cells[4]));
            });
    return table;
  }

  /** The attributes of a pair and of a capture, which the document states once. */
  private static Map<String, List<String>> attributeGroups(List<String> lines) {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (String word : List.of("pair", "capture")) {
      lines.stream()
          .filter(line -> line.startsWith("- *" + word + "*: "))
          .forEach(line -> groups.put(word, names(line)));
    }
    assertThat(groups).containsOnlyKeys("pair", "capture");
    return groups;
  }

  private static List<String> names(String text) {
    return NAME.matcher(text).results().map(name -> name.group(1)).toList();
  }
}
