package io.rttd.config;

import java.util.List;

/**
 * One configuration file, read and validated.
 *
 * @param snaplen bytes captured of each packet, 104 to 262144
 * @param captureThreads among which each live capture's packets are shared out, at least 1
 * @param engine the engine's share, the same for each instance
 * @param reporting where metrics go, and how often
 * @param logging where rttd's own words go
 * @param instances one capture each, at least one
 */
public record RttdConfig(
    int snaplen,
    int captureThreads,
    EngineConfig engine,
    ReportingConfig reporting,
    LoggingConfig logging,
    List<InstanceConfig> instances) {

  /** Copies the list. */
  public RttdConfig {
    instances = List.copyOf(instances);
  }
}
