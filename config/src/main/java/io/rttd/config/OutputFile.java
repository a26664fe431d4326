package io.rttd.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What exists at the path of a file that rttd writes. A link at its last component is not followed:
 * another user could make rttd, running as root, write to any file. Thread-safe.
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

  /** Why rttd does not write to this path; empty for a regular file, or if nothing exists. */
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

  /** Why the path cannot be a socket; empty for a socket, or if nothing exists. */
  public static Optional<String> socketFault(Path file) {
    int type = type(file);
    return type == S_IFSOCK || type == MISSING
        ? Optional.empty()
        : Optional.of("exists and is not a socket; remove it or use another path");
  }

  /**
   * Why a file is not written through the link at this path; empty if it is not a link, or leads to
   * a stream that this process has open, such as {@code /dev/stdout}.
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

  /** An unreadable path counts as missing: opening it will report the error. */
  private static int type(Path file) {
    try {
      return (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS) & S_IFMT;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return MISSING;
    }
  }
}
