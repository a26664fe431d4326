package io.rttd.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of the command line, which override the configuration file.
 *
 * @param logFile the log file instead of {@code log_file}
 * @param bpfFilter a BPF expression that is ANDed with each instance's {@code filter}
 * @param logToFileByDefault default of {@code log_to_file}: true for go-metro's command line
 */
public record Overrides(
    Optional<Path> logFile, Optional<String> bpfFilter, boolean logToFileByDefault) {

  /** No overrides. */
  public static Overrides none() {
    return new Overrides(Optional.empty(), Optional.empty(), false);
  }

  /** go-metro's command line: {@code -log=FILE} and {@code -f BPF}. */
  public static Overrides goMetro(Optional<Path> logFile, Optional<String> bpfFilter) {
    return new Overrides(logFile, bpfFilter.filter(text -> !text.isBlank()), true);
  }
}
