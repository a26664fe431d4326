package io.rttd.reporting;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Describes exceptions to an operator who does not know the code. */
final class Causes {
  private static final Pattern HUMP = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  private Causes() {}

  /**
   * A message about the cause, if it is outside the program: a receiver, a disk, a missing library.
   * A stack trace would not help then.
   */
  static Optional<String> of(Throwable cause) {
    Throwable last = null;
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof IOException
          || t instanceof UnsatisfiedLinkError
          || t instanceof NoClassDefFoundError) {
        last = t;
      }
    }
    return Optional.ofNullable(last).map(Causes::words);
  }

  /** {@code port unreachable} for a PortUnreachableException, which says nothing else. */
  private static String words(Throwable cause) {
    String message = cause.getMessage();
    if (message != null && message.indexOf(' ') > 0) {
      return message;
    }
    String name =
        HUMP.matcher(cause.getClass().getSimpleName().replaceFirst("(Exception|Error)$", ""))
            .replaceAll(" ")
            .toLowerCase(Locale.ROOT);
    return message == null ? name : name + ": " + message;
  }
}
