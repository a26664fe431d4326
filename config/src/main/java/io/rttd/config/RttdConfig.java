package io.rttd.config;

import java.nio.file.Path;
import java.util.ArrayList;
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

  /** The same with another engine. */
  public RttdConfig withEngine(EngineConfig other) {
    return new RttdConfig(
        snaplen, captureThreads, other, reporting, files, logging, status, instances);
  }

  /** Copies the list. */
  public RttdConfig {
    instances = List.copyOf(instances);
  }

  /**
   * Files that reports are appended to, beside or instead of a receiver.
   *
   * @param hlogFile an HdrHistogram interval log, if there is to be one
   * @param jsonlFile lines of JSON, if there are to be any
   */
  public record FileOutputs(Optional<Path> hlogFile, Optional<Path> jsonlFile) {
    /** No file. */
    public static final FileOutputs NONE = new FileOutputs(Optional.empty(), Optional.empty());
  }

  /**
   * Where rttd's own words go.
   *
   * @param toFile whether to write {@code file}; otherwise standard error
   * @param file the log file
   * @param level the least important level that is written
   * @param maxBytes size at which the file is put aside and a new one begun; 0: never
   * @param maxFiles how many files are kept, the current one included, at least 1
   */
  public record LoggingConfig(
      boolean toFile, Path file, LogLevel level, long maxBytes, int maxFiles) {
    static final long DEFAULT_MAX_BYTES = 10L << 20;
    static final int DEFAULT_MAX_FILES = 5;

    /** Files of the documented size and number. */
    public LoggingConfig(boolean toFile, Path file, LogLevel level) {
      this(toFile, file, level, DEFAULT_MAX_BYTES, DEFAULT_MAX_FILES);
    }

    /** The file, and those that it is put aside as. */
    List<Path> allFiles() {
      List<Path> files = new ArrayList<>(List.of(file));
      for (int i = 1; maxBytes > 0 && i < maxFiles; i++) {
        files.add(file.resolveSibling(file.getFileName() + "." + i));
      }
      return files;
    }
  }

  /**
   * Where a running daemon answers questions about itself.
   *
   * @param socket path of the UNIX socket; empty: nowhere
   */
  public record StatusConfig(Optional<Path> socket) {
    /** Where it is unless the file says otherwise. */
    public static final Path DEFAULT = Path.of("/run/rttd/rttd.sock");

    /** Whether it is the default path: then a daemon can run without it. */
    public boolean isDefault() {
      return socket.filter(DEFAULT::equals).isPresent();
    }
  }
}
