package io.rttd.daemon.command;

import io.rttd.capture.CaptureException;

/** Exit codes of the process. */
public final class ExitCode {
  /** Success. */
  public static final int DONE = 0;

  /** Nothing was measured, or something was lost: a damaged file, a dead thread. */
  public static final int NOTHING_OR_LOST = 1;

  /** The command line or the configuration is invalid. */
  public static final int USAGE = 2;

  /** No permission to capture or to read. */
  public static final int NO_PERMISSION = 3;

  /** {@code audit}: rttd and the kernel do not agree. */
  public static final int DIFFERENCE = 4;

  private ExitCode() {}

  /** The code for a capture that cannot start. */
  public static int of(CaptureException.Reason reason) {
    return switch (reason) {
      case NO_PERMISSION -> NO_PERMISSION;
      case NOT_FOUND, BAD_FILTER -> USAGE;
      case BAD_FILE, UNSUPPORTED -> NOTHING_OR_LOST;
    };
  }
}
