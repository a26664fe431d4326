package io.rttd.config;

import java.util.List;
import java.util.Optional;

/**
 * One configuration file, read and validated.
 *
 * @param snaplen bytes captured of each packet, 104 to 262144
 * @param captureThreads among which each live capture's packets are shared out, at least 1
 * @param engine the engine's share, the same for each instance
 * @param reporting where metrics go, and how often
 * @param files which files reports are appended to
 * @param logging where rttd's own words go
 * @param status where the daemon answers questions about itself
 * @param instances one capture each, at least one
 */
public record RttdConfig(
    int snaplen,
    int captureThreads,
    EngineConfig engine,
    ReportingConfig reporting,
    FileOutputs files,
    LoggingConfig logging,
    StatusConfig status,
    List<InstanceConfig> instances) {

  /** A daemon that answers no questions and writes no files, with a thread for each capture. */
  public RttdConfig(
      int snaplen,
      EngineConfig engine,
      ReportingConfig reporting,
      LoggingConfig logging,
      List<InstanceConfig> instances) {
    this(
        snaplen,
        1,
        engine,
        reporting,
        FileOutputs.NONE,
        logging,
        new StatusConfig(Optional.empty()),
        instances);
  }

  /** The same with another engine. */
  public RttdConfig withEngine(EngineConfig other) {
    return new RttdConfig(
        snaplen, captureThreads, other, reporting, files, logging, status, instances);
  }

  /** Copies the list. */
  public RttdConfig {
    instances = List.copyOf(instances);
  }
}
