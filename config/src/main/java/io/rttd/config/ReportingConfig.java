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
 * @param metrics the names of the metrics sent to DogStatsD and by OTLP; empty: all
 * @param tags on every metric, {@code key:value}
 * @param prometheus where Prometheus scrapes the metrics, if enabled
 * @param prometheusBuckets upper bounds of the classic histograms' buckets, in seconds, ascending
 * @param otlp where OTLP metrics are sent, if enabled
 */
public record ReportingConfig(
    Optional<Endpoint> dogStatsD,
    Duration interval,
    List<Double> percentiles,
    boolean distributions,
    Set<String> metrics,
    List<String> tags,
    Optional<Endpoint> prometheus,
    List<Double> prometheusBuckets,
    Optional<OtlpConfig> otlp) {

  /** 10 us to 10 s, about two per octave below 1 ms. */
  public static final List<Double> DEFAULT_BUCKETS =
      List.of(
          0.00001, 0.000015, 0.00002, 0.00003, 0.00004, 0.00006, 0.00008, 0.0001, 0.00015, 0.00025,
          0.00035, 0.0005, 0.0007, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0,
          2.5, 5.0, 10.0);

  /** Copies the collections. */
  public ReportingConfig {
    percentiles = List.copyOf(percentiles);
    metrics = Set.copyOf(metrics);
    tags = List.copyOf(tags);
    prometheusBuckets = List.copyOf(prometheusBuckets);
  }

  /** Without OTLP, and with the default buckets. */
  public ReportingConfig(
      Optional<Endpoint> dogStatsD,
      Duration interval,
      List<Double> percentiles,
      boolean distributions,
      Set<String> metrics,
      List<String> tags,
      Optional<Endpoint> prometheus) {
    this(
        dogStatsD,
        interval,
        percentiles,
        distributions,
        metrics,
        tags,
        prometheus,
        DEFAULT_BUCKETS,
        Optional.empty());
  }
}
