package io.rttd.daemon;

import io.rttd.analyze.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A command that was run within the test's process, and what came of it. */
public record CommandRun(int exitCode, String out, String err) {
  /** Runs {@code rttd} with these arguments. */
  public static CommandRun rttd(Object... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CommandRun run = rttdTo(out, arguments);
    return new CommandRun(run.exitCode(), out.toString(StandardCharsets.UTF_8), run.err());
  }

  /** As {@link #rttd}, but standard output goes there. */
  public static CommandRun rttdTo(OutputStream out, Object... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    String[] texts = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
    int code = Main.execute(new Console(out, err, false), texts);
    return new CommandRun(code, "", err.toString(StandardCharsets.UTF_8));
  }

  /** Lines of standard output. */
  public List<String> outLines() {
    return out.lines().toList();
  }
}
