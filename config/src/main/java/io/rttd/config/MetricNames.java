package io.rttd.config;

import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names of the metrics sent to DogStatsD, against which the names in a configuration are
 * checked. The reporting side has the table with types and units; a test compares the two.
 */
public final class MetricNames {
  private static final List<String> FIXED =
      List.of(
          "system.net.tcp.rtt",
          "system.net.tcp.rtt.avg",
          "system.net.tcp.rtt.jitter",
          "system.net.tcp.rtt.min",
          "system.net.tcp.rtt.max",
          "system.net.tcp.rtt.count",
          "system.net.tcp.rtt.path.min",
          "system.net.tcp.rtt.handshake",
          "system.net.tcp.rtt.dist",
          "system.net.tcp.handshake.dist",
          "system.net.tcp.response.dist",
          "rttd.verdict",
          "rttd.flows",
          "rttd.peers",
          "rttd.flows.evicted",
          "rttd.memory.bytes",
          "rttd.sampling.rate",
          "rttd.report.lag",
          "rttd.dogstatsd.kept",
          "rttd.dogstatsd.lost",
          "rttd.otlp.kept",
          "rttd.otlp.lost",
          "rttd.reload.refused");

  private static final Set<String> GO_METRO =
      Set.of("system.net.tcp.rtt", "system.net.tcp.rtt.avg", "system.net.tcp.rtt.jitter");

  /** Groups of metrics. Each name is in exactly one, except that some are also in GO_METRO. */
  private enum Group {
    GO_METRO("go-metro"),
    RTT("rtt"),
    PATH("path"),
    CONNECTIONS("connections"),
    RESPONSE("response"),
    SELF("self");

    private final String text;

    Group(String text) {
      this.text = text;
    }

    boolean includes(String name) {
      return this == GO_METRO ? MetricNames.GO_METRO.contains(name) : this == of(name);
    }

    private static Group of(String name) {
      if (name.startsWith("rttd.")) {
        return SELF;
      }
      if (name.startsWith("system.net.tcp.rtt.path.")) {
        return PATH;
      }
      if (name.startsWith("system.net.tcp.rtt")) {
        return RTT;
      }
      return name.startsWith("system.net.tcp.response.") ? RESPONSE : CONNECTIONS;
    }
  }

  private static final String DISTRIBUTION = ".dist";

  private static final List<String> STEMS =
      List.of(
          "system.net.tcp.rtt.p",
          "system.net.tcp.rtt.path.p",
          "system.net.tcp.handshake.p",
          "system.net.tcp.response.p");

  /** Prefix of the metrics that are sent only if the configuration lists them. */
  private static final String ONLY_IF_LISTED = "system.net.tcp.response.p";

  private MetricNames() {}

  /** The names of the groups. */
  static List<String> groups() {
    return Stream.of(Group.values()).map(group -> group.text).toList();
  }

  /** All names, including those of the given percentiles. */
  public static Set<String> all(List<Double> percentiles) {
    Set<String> names = new LinkedHashSet<>(FIXED);
    Stream.of(PairCounter.values()).map(PairCounter::metric).forEach(names::add);
    Stream.of(CaptureCounter.values()).map(CaptureCounter::metric).forEach(names::add);
    for (String stem : STEMS) {
      percentiles.forEach(percentile -> names.add(ofPercentile(stem, percentile)));
    }
    return names;
  }

  /**
   * The name of one percentile. The decimal point is dropped, as is common ({@code p999}): 50 is
   * {@code p50}, 99.9 is {@code p999}; below 10, a fraction gets a leading zero, so that 5.5
   * ({@code p055}) is not 55.
   *
   * @param stem the name up to the {@code p}
   * @param percentile above 0 and at most 100
   */
  public static String ofPercentile(String stem, double percentile) {
    String digits = plain(percentile);
    int point = digits.indexOf('.');
    return stem + (point == 1 ? "0" : "") + digits.replace(".", "");
  }

  /**
   * Without BigDecimal for usual values: on JDK 25, loading that class takes longer than the rest.
   */
  private static String plain(double percentile) {
    String digits = Double.toString(percentile);
    if (digits.indexOf('E') >= 0) {
      return BigDecimal.valueOf(percentile).stripTrailingZeros().toPlainString();
    }
    return digits.endsWith(".0") ? digits.substring(0, digits.length() - 2) : digits;
  }

  /**
   * Whether a metric is sent.
   *
   * @param listed the names in the file; empty: the default
   */
  public static boolean isSent(String name, Set<String> listed) {
    return listed.isEmpty() ? !name.startsWith(ONLY_IF_LISTED) : listed.contains(name);
  }

  /**
   * The maximum number of series per pair, where a distribution counts as one. Most pairs have
   * fewer, since most never have some of the counts.
   */
  public static long seriesPerPair(ReportingConfig reporting) {
    return ofAPair(reporting).mapToLong(MetricNames::series).sum();
  }

  /** How many of {@link #seriesPerPair} are distributions. */
  public static long distributionsPerPair(ReportingConfig reporting) {
    return ofAPair(reporting).filter(name -> name.endsWith(DISTRIBUTION)).count();
  }

  /** The composition of {@link #seriesPerPair} by group, without empty groups. */
  public static String seriesByGroup(ReportingConfig reporting) {
    return Stream.of(Group.RTT, Group.PATH, Group.CONNECTIONS, Group.RESPONSE)
        .map(
            group ->
                Map.entry(
                    group.text,
                    ofAPair(reporting)
                        .filter(group::includes)
                        .mapToLong(MetricNames::series)
                        .sum()))
        .filter(group -> group.getValue() > 0)
        .map(group -> group.getKey() + " " + group.getValue())
        .collect(Collectors.joining(", "));
  }

  private static Stream<String> ofAPair(ReportingConfig reporting) {
    return all(reporting.percentiles()).stream()
        .filter(name -> name.startsWith(PairCounter.METRIC_PREFIX))
        .filter(name -> isSent(name, reporting.metrics()))
        .filter(name -> reporting.distributions() || !name.endsWith(DISTRIBUTION));
  }

  /** One per reason, if the metric has reasons. */
  private static long series(String name) {
    return Math.max(
        1, Stream.of(PairCounter.values()).filter(each -> each.metric().equals(name)).count());
  }

  /** Parses the name of a group or metric, or a prefix followed by {@code *}. */
  static ValueSyntax<List<String>> pattern(List<Double> percentiles) {
    Set<String> names = all(percentiles);
    return text -> {
      List<String> meant = new ArrayList<>();
      Stream.of(Group.values())
          .filter(group -> group.text.equals(text))
          .forEach(group -> names.stream().filter(group::includes).forEach(meant::add));
      if (text.endsWith("*")) {
        String start = text.substring(0, text.length() - 1);
        names.stream().filter(name -> name.startsWith(start)).forEach(meant::add);
      } else if (names.contains(text)) {
        meant.add(text);
      }
      if (meant.isEmpty()) {
        throw new IllegalArgumentException(
            "is not a metric that rttd sends with these percentiles"
                + Spelling.nearest(text, Stream.concat(groups().stream(), names.stream()))
                    .map(name -> "; did you mean " + name + "?")
                    .orElse(""));
      }
      return meant;
    };
  }
}
