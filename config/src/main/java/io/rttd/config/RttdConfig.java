package io.rttd.config;

import java.util.List;

/**
 * One configuration file, read and validated.
 *
 * @param snaplen bytes captured of each packet, 104 to 262144
 * @param engine the engine's share, the same for each instance
 * @param reporting where metrics go, and how often
 * @param files which files reports are appended to
 * @param logging where rttd's own words go
 * @param instances one capture each, at least one
 */
public record RttdConfig(
    int snaplen,
    EngineConfig engine,
    ReportingConfig reporting,
    FileOutputs files,
    LoggingConfig logging,
    List<InstanceConfig> instances) {

  /** Copies the list. */
  public RttdConfig {
    instances = List.copyOf(instances);
  }

  /** A configuration that appends reports to no file. */
  public RttdConfig(
      int snaplen,
      EngineConfig engine,
      ReportingConfig reporting,
      LoggingConfig logging,
      List<InstanceConfig> instances) {
    this(snaplen, engine, reporting, FileOutputs.NONE, logging, instances);
  }
}
