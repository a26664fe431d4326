package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether two paths lead to the same file, by name or by links. Thread-safe. */
public final class SameFile {
  private SameFile() {}

  /**
   * Compares two paths, neither of which needs to exist. A path that cannot be read counts as a
   * different file: opening it will report the error.
   */
  public static boolean isSame(Path file, Path other) {
    if (file.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
      return true;
    }
    try {
      return Files.exists(file) && Files.exists(other) && Files.isSameFile(file, other);
    } catch (IOException e) {
      return false;
    }
  }
}
