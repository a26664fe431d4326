package io.rttd.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
