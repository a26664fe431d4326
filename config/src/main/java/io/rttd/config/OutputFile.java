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
  private static final int S_IFSOCK = 0140000;
  private static final int MISSING = 0;

  private static final Path NOWHERE = Path.of("/dev/null");

  private OutputFile() {}

  /** Why nothing is written at this path; nothing when there is a regular file, or none yet. */
  public static Optional<String> fault(Path file) {
    return switch (type(file)) {
      case S_IFREG, MISSING -> Optional.empty();
      case S_IFLNK -> linkFault(file);
      case S_IFIFO -> Optional.of("is a FIFO: opening it would block; name a regular file");
      case S_IFDIR -> Optional.of("is a directory");
      default -> Optional.of("is not a regular file");
    };
  }

  /**
   * As {@link #fault}, for the log: it may also go to {@code /dev/null}, or to a stream that this
   * process has open already.
   */
  public static Optional<String> logFault(Path file) {
    return NamedPipe.isOpenAlready(file) || file.equals(NOWHERE) ? Optional.empty() : fault(file);
  }

  /** Why no socket can be there; nothing when there is one, or nothing yet. */
  public static Optional<String> socketFault(Path file) {
    int type = type(file);
    return type == S_IFSOCK || type == MISSING
        ? Optional.empty()
        : Optional.of("exists and is not a socket; remove it or use another path");
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
        "is a symbolic link to " + target + ", which rttd does not follow; name the target itself");
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
