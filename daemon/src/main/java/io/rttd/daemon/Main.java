package io.rttd.daemon;

import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.StatusLine;
import io.rttd.config.GoMetroArguments;
import io.rttd.daemon.command.ExitCode;
import io.rttd.daemon.command.Failures;
import io.rttd.daemon.command.RttdCommand;
import io.rttd.daemon.logging.Logging;
import io.rttd.daemon.logging.PatientLogManager;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.List;
import java.util.Optional;

/** Entry point of the process: turns its streams and arguments into a command. */
public final class Main {
  private static final int OUT_BUFFER_BYTES = 1 << 16;

  private static final String KNOWN_HOST_TTL_S = "5";

  /**
   * A failed lookup is retried after two seconds; Java's default of 10 would return the cached
   * failure.
   */
  private static final String UNKNOWN_HOST_TTL_S = "1";

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    System.setProperty("java.util.logging.manager", PatientLogManager.class.getName());
    OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES);
    StatusLine err = new StatusLine(new FileOutputStream(FileDescriptor.err));
    Logging.warningsTo(err);
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean terminal = isTerminal(1) && !dumb;
    Optional<StatusLine> status = isTerminal(2) && !dumb ? Optional.of(err) : Optional.empty();
    System.exit(
        execute(new Console(out, err, terminal && mayColour(), terminal, status), arguments));
  }

  /**
   * Runs one command.
   *
   * @return the process's exit code
   */
  public static int execute(Console console, String... arguments) {
    // Read once, at the first lookup. rttd looks watched names up every 30 s: a cached answer that
    // old would be stale.
    Security.setProperty("networkaddress.cache.ttl", KNOWN_HOST_TTL_S);
    Security.setProperty("networkaddress.cache.negative.ttl", UNKNOWN_HOST_TTL_S);
    List<String> given = List.of(arguments);
    Optional<String> misplaced = GoMetroArguments.misplaced(given);
    if (misplaced.isPresent()) {
      console.err().println("rttd: " + misplaced.get());
      return ExitCode.USAGE;
    }
    int code = execute(console, given);
    Optional<String> lost = console.lostOutput();
    lost.ifPresent(why -> console.err().println("rttd: cannot write to standard output: " + why));
    return lost.isPresent() && code == ExitCode.DONE ? ExitCode.NOTHING_OR_LOST : code;
  }

  private static int execute(Console console, List<String> given) {
    try {
      List<String> arguments = GoMetroArguments.translate(given).orElse(given);
      return RttdCommand.commandLine(console, arguments).execute(arguments.toArray(String[]::new));
    } catch (LinkageError e) {
      return Failures.report(e, console.err());
    }
  }

  private static boolean mayColour() {
    String noColour = System.getenv("NO_COLOR");
    return noColour == null || noColour.isEmpty();
  }

  // Java has no portable isatty before 22; without /proc, output stays plain.
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
