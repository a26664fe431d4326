package io.rttd.analyze.console;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Width of the process's terminal, as reported by stty(1). */
final class TerminalWidth {
  private static final Pattern SIZE = Pattern.compile("[0-9]+ ([0-9]{1,5})\\s*");

  private TerminalWidth() {}

  /** Number of columns; empty if there is no terminal or it reports none. */
  static OptionalInt columns() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return parse(size);
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /** Parses the output of stty; a serial line reports {@code 0 0}. */
  static OptionalInt parse(String size) {
    Matcher matcher = SIZE.matcher(size);
    int columns = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    return columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
  }
}
