package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether opening a file would block until another program opens it too. Thread-safe.
 *
 * <p>What this process has open already, as {@code /dev/stdin} or a shell's {@code <(…)}, does not
 * count: opening that again returns at once.
 */
public final class NamedPipe {
  // stat(2): st_mode.
  private static final int S_IFMT = 0170000;
  private static final int S_IFIFO = 0010000;

  private NamedPipe() {}

  /** Whether the path names a file that this process has open already. */
  public static boolean isOpenAlready(Path file) {
    return file.toAbsolutePath()
        .normalize()
        .toString()
        .matches("/dev/(stdin|stdout|stderr|fd/\\d+)|/proc/(self|\\d+)/fd/\\d+");
  }

  /** Whether there is a FIFO. An unreadable path is not one. */
  public static boolean isAt(Path file) {
    if (isOpenAlready(file)) {
      return false;
    }
    try {
      return ((int) Files.getAttribute(file, "unix:mode") & S_IFMT) == S_IFIFO;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
