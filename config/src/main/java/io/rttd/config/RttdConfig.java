package io.rttd.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One configuration file, read and validated.
 *
 * @param snaplen bytes captured of each packet, 104 to 262144
 * @param captureThreads threads of each live capture, at least 1
 * @param engine settings of each instance's engine
 * @param reporting where metrics go, and how often
 * @param files files to which reports are appended, in the order of the constants
 * @param logging where rttd logs
 * @param status where the daemon answers status requests
 * @param services what server ports are called
 * @param namesFile the file that names addresses, if any
 * @param instances one capture each, at least one
 */
public record RttdConfig(
    int snaplen,
    int captureThreads,
    EngineConfig engine,
    ReportingConfig reporting,
    Map<ReportFile, Path> files,
    LoggingConfig logging,
    StatusConfig status,
    ServicesConfig services,
    Optional<Path> namesFile,
    List<InstanceConfig> instances) {
  private static final int TOTALS_PART = 4;

  /** A copy with another engine. */
  public RttdConfig withEngine(EngineConfig other) {
    return new RttdConfig(
        snaplen,
        captureThreads,
        other,
        reporting,
        files,
        logging,
        status,
        services,
        namesFile,
        instances);
  }

  /** {@code memory_limit}: the budget of all engines together. */
  public long memoryLimitBytes() {
    return engine.memoryLimitBytes() * instances.size();
  }

  /** How much memory the totals for OTLP may take in addition; 0 without it. */
  public long otlpBytes() {
    return reporting.otlp().isPresent() ? memoryLimitBytes() / TOTALS_PART : 0;
  }

  /** How much memory the totals for Prometheus may take in addition; 0 without it. */
  public long prometheusBytes() {
    return reporting.prometheus().isPresent() ? memoryLimitBytes() / TOTALS_PART : 0;
  }

  /** Copies the collections. */
  public RttdConfig {
    Map<ReportFile, Path> inOrder = new EnumMap<>(ReportFile.class);
    inOrder.putAll(files);
    files = Collections.unmodifiableMap(inOrder);
    instances = List.copyOf(instances);
  }

  /**
   * Where rttd logs.
   *
   * @param toFile whether to write {@code file}; otherwise standard error
   * @param file the log file
   * @param level the lowest level that is logged
   * @param maxBytes size at which the file is rotated; 0: never
   * @param maxFiles how many files are kept, the current one included, at least 1
   */
  public record LoggingConfig(
      boolean toFile, Path file, LogLevel level, long maxBytes, int maxFiles) {
    static final long DEFAULT_MAX_BYTES = 10L << 20;
    static final int DEFAULT_MAX_FILES = 5;

    /** Log files of the default size and number. */
    public LoggingConfig(boolean toFile, Path file, LogLevel level) {
      this(toFile, file, level, DEFAULT_MAX_BYTES, DEFAULT_MAX_FILES);
    }

    /** The file, and the rotated ones. */
    List<Path> allFiles() {
      List<Path> files = new ArrayList<>(List.of(file));
      for (int i = 1; maxBytes > 0 && i < maxFiles; i++) {
        files.add(file.resolveSibling(file.getFileName() + "." + i));
      }
      return files;
    }
  }

  /**
   * Where a running daemon answers status requests.
   *
   * @param socket path of the UNIX socket; empty: nowhere
   */
  public record StatusConfig(Optional<Path> socket) {
    /** The default path. */
    public static final Path DEFAULT = Path.of("/run/rttd/rttd.sock");

    /** Whether it is the default path: then a daemon can run without it. */
    public boolean isDefault() {
      return socket.filter(DEFAULT::equals).isPresent();
    }
  }
}
