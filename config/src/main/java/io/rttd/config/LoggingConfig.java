package io.rttd.config;

import java.nio.file.Path;

/**
 * Where rttd's own words go.
 *
 * @param toFile whether to write {@code file}; otherwise standard error
 * @param file the log file
 * @param level the least important level that is written
 */
public record LoggingConfig(boolean toFile, Path file, LogLevel level) {}
