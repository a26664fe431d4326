package io.rttd.otlp;

import io.rttd.config.MetricNames;
import io.rttd.model.PairTime;
import io.rttd.reporting.Metric;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which metrics are sent: those that the configuration lists, and by default all except gauges and
 * counts that can be read from a histogram.
 */
final class MetricChoice {
  /** The histogram of the prompt samples, which DogStatsD does not get. */
  static final String PATH_DISTRIBUTION = "system.net.tcp.rtt.path.dist";

  private static final String PATH_PREFIX = "system.net.tcp.rtt.path.";

  private static final Set<Metric> PARTS_OF_HISTOGRAMS =
      EnumSet.of(
          Metric.RTT_MIN,
          Metric.RTT_MAX,
          Metric.RTT_COUNT,
          Metric.RTT_PERCENTILE,
          Metric.PATH_MIN,
          Metric.PATH_PERCENTILE,
          Metric.HANDSHAKE_PERCENTILE,
          Metric.RESPONSE_PERCENTILE);

  private final Set<String> listed;

  /**
   * Creates a choice.
   *
   * @param listed the names in the configuration; empty: the default
   */
  MetricChoice(Set<String> listed) {
    this.listed = listed;
  }

  /** Whether a metric whose name is not a stem is sent. */
  boolean wants(Metric metric) {
    return wants(metric, metric.text());
  }

  /** Whether a metric is sent under a name, maybe made from its stem. */
  boolean wants(Metric metric, String name) {
    return listed.isEmpty() ? !PARTS_OF_HISTOGRAMS.contains(metric) : listed.contains(name);
  }

  /** Whether a counter is sent. */
  boolean wants(String counter) {
    return MetricNames.isSent(counter, listed);
  }

  /** Whether the histogram of the prompt samples is sent: with any of their metrics. */
  boolean wantsPath() {
    return listed.isEmpty() || listed.stream().anyMatch(name -> name.startsWith(PATH_PREFIX));
  }

  /** Whether the histogram of other times is sent. */
  boolean wants(PairTime kind) {
    return wants(Metric.distributionOf(kind));
  }
}
