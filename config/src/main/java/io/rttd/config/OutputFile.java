package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What stands at the path of a file that rttd writes. Links are not followed at its last component:
 * as root, rttd would write wherever another account points it to. Any thread.
 */
public final class OutputFile {
  // stat(2): st_mode.
  private static final int S_IFMT = 0170000;
  private static final int S_IFIFO = 0010000;
  private static final int S_IFDIR = 0040000;
  private static final int S_IFREG = 0100000;
  private static final int S_IFLNK = 0120000;
  private static final int MISSING = 0;

  private OutputFile() {}

  /** Why nothing is written at this path; nothing when there is a regular file, or none yet. */
  public static Optional<String> fault(Path file) {
    return switch (type(file)) {
      case S_IFREG, MISSING -> Optional.empty();
      case S_IFLNK -> linkFault(file);
      case S_IFIFO ->
          Optional.of("is a FIFO: opening it would wait for its reader; name a regular file");
      case S_IFDIR -> Optional.of("is a folder; name a file in it");
      default -> Optional.of("is not a regular file; name one");
    };
  }

  /**
   * Why a file is not written through the link at this path; nothing when it is no link, or one
   * that leads to a stream this process has open already, such as {@code /dev/stdout}.
   */
  public static Optional<String> linkFault(Path file) {
    if (type(file) != S_IFLNK || NamedPipe.isOpenAlready(file)) {
      return Optional.empty();
    }
    String target;
    try {
      target = file.resolveSibling(Files.readSymbolicLink(file)).normalize().toString();
    } catch (IOException e) {
      target = "another file";
    }
    return Optional.of(
        "is a symbolic link to " + target + ", which rttd does not follow; name that file itself");
  }

  /** What cannot be looked at is missing: opening it will tell why. */
  private static int type(Path file) {
    try {
      return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & S_IFMT;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return MISSING;
    }
  }
}
