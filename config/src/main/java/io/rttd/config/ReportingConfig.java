package io.rttd.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where metrics go, and how often.
 *
 * @param dogStatsD the DogStatsD listener, if there is to be one: UDP, or a socket of the file
 *     system
 * @param interval time between two reports
 * @param percentiles which percentiles are reported, each above 0 and at most 100
 * @param distributions whether DogStatsD distributions are sent beside the gauges
 * @param metrics the names of the metrics that DogStatsD gets; empty: all
 * @param tags on every metric, {@code key:value}
 * @param prometheus where Prometheus may fetch the metrics, if it may
 */
public record ReportingConfig(
    Optional<Endpoint> dogStatsD,
    Duration interval,
    List<Double> percentiles,
    boolean distributions,
    Set<String> metrics,
    List<String> tags,
    Optional<Endpoint> prometheus) {

  /** Copies the collections. */
  public ReportingConfig {
    percentiles = List.copyOf(percentiles);
    metrics = Set.copyOf(metrics);
    tags = List.copyOf(tags);
  }

  /** Name, address or path of the DogStatsD listener; empty without one. */
  public String statsdHost() {
    return dogStatsD.map(Endpoint::host).orElse("");
  }

  /** UDP port of the DogStatsD listener; 0 for a socket of the file system, and without one. */
  public int statsdPort() {
    return dogStatsD.map(Endpoint::port).orElse(0);
  }
}
