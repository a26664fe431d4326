package io.rttd.daemon.command;

import io.rttd.capture.CaptureException;
import io.rttd.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Error messages and exit codes of commands that fail. Thread-safe. */
public final class Failures {
  private static final System.Logger LOG = System.getLogger(Failures.class.getName());

  private Failures() {}

  /**
   * Explains a native library that cannot be loaded, usually because the temporary folder is
   * read-only or mounted noexec. Only the first use of a class fails with the reason itself; later
   * failures have it as their cause.
   *
   * @throws LinkageError the given error, if no native library is the reason
   */
  public static int report(LinkageError error, PrintWriter err) {
    String why = nativeFault(error);
    if (why.isEmpty()) {
      throw error;
    }
    err.println("rttd: cannot load a native library: " + why);
    err.println(
        "rttd: is the temporary folder read-only, mounted noexec, or missing? Set another one:"
            + " RTTD_JAVA_OPTS='-Djna.tmpdir=FOLDER -Djava.io.tmpdir=FOLDER'");
    return ExitCode.NOTHING_OR_LOST;
  }

  private static String nativeFault(LinkageError error) {
    String type = UnsatisfiedLinkError.class.getName() + ": ";
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      if (cause instanceof UnsatisfiedLinkError) {
        return message;
      }
      int at = message.indexOf(type);
      if (at >= 0) {
        return message.substring(at + type.length());
      }
    }
    return "";
  }

  /** Tells the user, with a stack trace only for rttd's own bugs. */
  static int report(Exception exception, PrintWriter err) {
    if (exception instanceof ConfigException config) {
      config.faults().forEach(err::println);
      return ExitCode.USAGE;
    }
    if (exception instanceof CaptureException capture) {
      err.println("rttd: " + capture.getMessage());
      return ExitCode.of(capture.reason());
    }
    if (exception instanceof AccessDeniedException denied) {
      err.println("rttd: " + denied.getFile() + ": permission denied");
      return ExitCode.NO_PERMISSION;
    }
    if (exception instanceof NoSuchFileException missing) {
      err.println("rttd: " + missing.getFile() + ": no such file or directory");
      return ExitCode.USAGE;
    }
    if (exception instanceof IOException || exception instanceof UncheckedIOException) {
      err.println("rttd: " + exception.getMessage());
      return ExitCode.NOTHING_OR_LOST;
    }
    LOG.log(System.Logger.Level.ERROR, "unexpected error; please report this", exception);
    return ExitCode.NOTHING_OR_LOST;
  }
}
