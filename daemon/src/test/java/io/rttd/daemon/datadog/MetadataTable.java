package io.rttd.daemon.datadog;

import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.reporting.Metric;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The metrics as an integration's {@code metadata.csv} lists them, made of the code's names and the
 * reference's words.
 */
final class MetadataTable {
  private static final List<Double> DEFAULT_PERCENTILES = List.of(50.0, 75.0, 90.0, 95.0, 99.0);
  private static final int LONGEST_DESCRIPTION = 400;

  /** Better when it falls. */
  private static final Pattern TROUBLE =
      Pattern.compile(
          ".*(tcp\\.rtt(?!\\.count).*|tcp\\.(handshake|response).*|retransmits|out_of_order|zero_.*|failed|resets|evicted|lag|kept|lost|refused)");

  private final Map<String, String> meanings = new TreeMap<>();

  /** Reads the tables of {@code docs/metrics.md}. */
  MetadataTable(String reference) {
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z_.N]+)` \\|.*(?<!\\\\)\\| ((?:\\\\\\||[^|])+) \\|$")
            .matcher(reference);
    while (row.find()) {
      meanings.put(row.group(1), plain(row.group(2)));
    }
  }

  private static String plain(String markdown) {
    String text =
        markdown.replace("\\|", "|").replaceAll("\\[([^\\]]*)]\\([^)]*\\)", "$1").replace("`", "");
    return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  /** Each name that a default configuration sends. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Metric metric : Metric.values()) {
      if (metric.isStem()) {
        DEFAULT_PERCENTILES.forEach(p -> names.add(metric.percentileName(p)));
      } else {
        names.add(metric.text());
      }
    }
    Stream.of(PairCounter.values()).map(PairCounter::metric).distinct().forEach(names::add);
    Stream.of(CaptureCounter.values()).map(CaptureCounter::metric).forEach(names::add);
    return names;
  }

  /** The whole table. */
  String text() {
    StringBuilder csv =
        new StringBuilder(
            "metric_name,metric_type,interval,unit_name,per_unit_name,description,orientation,"
                + "integration,short_name,curated_metric,sample_tags\n");
    for (Metric metric : Metric.values()) {
      if (metric.isStem()) {
        for (double percentile : DEFAULT_PERCENTILES) {
          String which =
              switch (metric) {
                case PATH_PERCENTILE -> "prompt samples";
                case HANDSHAKE_PERCENTILE -> "handshakes";
                case RESPONSE_PERCENTILE -> "responses";
                default -> "all samples";
              };
          append(
              csv,
              metric,
              metric.percentileName(percentile),
              String.format(Locale.ROOT, "%.0f %% of %s are not above this", percentile, which));
        }
      } else {
        append(csv, metric, metric.text(), meaningOf(metric.text()));
      }
    }
    Map<String, PairCounter> counters = new LinkedHashMap<>();
    Stream.of(PairCounter.values()).forEach(each -> counters.putIfAbsent(each.metric(), each));
    counters.forEach(
        (name, counter) ->
            append(
                csv,
                new Line(
                    name,
                    "count",
                    counter.unit().text(),
                    meaningOf(name),
                    TROUBLE.matcher(name).matches())));
    for (CaptureCounter counter : CaptureCounter.values()) {
      append(
          csv,
          new Line(
              counter.metric(),
              "count",
              counter.unit().text(),
              meaningOf(counter.metric()),
              counter.advice().isPresent()));
    }
    return csv.toString();
  }

  private String meaningOf(String metric) {
    String meaning = meanings.get(metric);
    if (meaning == null) {
      throw new AssertionError("docs/metrics.md has no row of " + metric);
    }
    return meaning.substring(0, Math.min(LONGEST_DESCRIPTION, meaning.length()));
  }

  private static void append(StringBuilder csv, Metric metric, String name, String description) {
    append(
        csv,
        new Line(
            name, typeOf(metric), unitOf(metric), description, TROUBLE.matcher(name).matches()));
  }

  private record Line(
      String name, String type, String unit, String description, boolean betterWhenItFalls) {}

  private static void append(StringBuilder csv, Line line) {
    csv.append(line.name()).append(',');
    csv.append(line.type()).append(",,");
    csv.append(line.unit()).append(",,");
    csv.append('"').append(line.description().replace("\"", "\"\"")).append(".\",");
    csv.append(line.betterWhenItFalls() ? "-1" : "0").append(",rttd,");
    csv.append(line.name().replaceFirst("^system\\.net\\.tcp\\.|^rttd\\.", "").replace('.', ' '));
    csv.append(",,\n");
  }

  /** One of the three types that Datadog's checker takes; it has no word for distributions. */
  private static String typeOf(Metric metric) {
    return metric.type() == Metric.Type.COUNT ? "count" : "gauge";
  }

  /** In words that Datadog knows. */
  private static String unitOf(Metric metric) {
    return switch (metric.unit()) {
      case FLOW -> "connection";
      case PAIR, POINT -> "item";
      case LINE -> "message";
      default -> metric.unit().name().toLowerCase(Locale.ROOT);
    };
  }
}
