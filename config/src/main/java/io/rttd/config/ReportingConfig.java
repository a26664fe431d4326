package io.rttd.config;

import java.time.Duration;
import java.util.List;

/**
 * Where metrics go, and how often.
 *
 * @param statsdHost name or address of the DogStatsD listener
 * @param statsdPort UDP port of the listener, 1 to 65535
 * @param interval time between two reports
 * @param percentiles which percentiles are reported, each above 0 and at most 100
 * @param distributions whether DogStatsD distributions are sent beside the gauges
 * @param tags on every metric, {@code key:value}
 */
public record ReportingConfig(
    String statsdHost,
    int statsdPort,
    Duration interval,
    List<Double> percentiles,
    boolean distributions,
    List<String> tags) {

  /** Copies the lists. */
  public ReportingConfig {
    percentiles = List.copyOf(percentiles);
    tags = List.copyOf(tags);
  }
}
