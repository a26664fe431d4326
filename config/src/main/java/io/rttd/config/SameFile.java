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
    try {
      return (Files.exists(file) && Files.exists(other) && Files.isSameFile(file, other))
          || resolved(file).equals(resolved(other));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Without links, as far as it exists: a missing file of a linked folder has two paths as well.
   */
  private static Path resolved(Path file) throws IOException {
    Path path = file.toAbsolutePath().normalize();
    Path existing = path;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing.toRealPath().resolve(existing.relativize(path));
  }
}
