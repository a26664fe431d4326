package io.rttd.config;

import java.nio.file.Path;
import java.util.Optional;

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
