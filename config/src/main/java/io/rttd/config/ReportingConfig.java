package io.rttd.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where metrics go, and how often.
 *
 * @param dogStatsD the DogStatsD listener, if any: UDP or a UNIX socket
 * @param interval time between two reports
 * @param percentiles which percentiles are reported, each above 0 and at most 100
 * @param distributions whether DogStatsD distributions are sent in addition to the gauges
 * @param metrics the names of the metrics that DogStatsD gets; empty: all
 * @param tags on every metric, {@code key:value}
 * @param prometheus where Prometheus scrapes the metrics, if enabled
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

  /** UDP port of the DogStatsD listener; 0 for a UNIX socket, and without one. */
  public int statsdPort() {
    return dogStatsD.map(Endpoint::port).orElse(0);
  }
}
