package io.rttd.daemon;

import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.StatusLine;
import io.rttd.config.GoMetroArguments;
import io.rttd.daemon.command.ExitCode;
import io.rttd.daemon.command.Failures;
import io.rttd.daemon.command.RttdCommand;
import io.rttd.daemon.logging.Logging;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Entry point of the process: turns its streams and arguments into a command. */
public final class Main {
  private static final int OUT_BUFFER_BYTES = 1 << 16;

  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] arguments) {
    OutputStream out =
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), OUT_BUFFER_BYTES);
    StatusLine err = new StatusLine(new FileOutputStream(FileDescriptor.err));
    Logging.startOn(err);
    boolean dumb = "dumb".equals(System.getenv("TERM"));
    boolean terminal = isTerminal(1) && !dumb;
    Optional<StatusLine> status = isTerminal(2) && !dumb ? Optional.of(err) : Optional.empty();
    int code = execute(new Console(out, err, terminal && mayColour(), terminal, status), arguments);
    // From Java 21 on, System.exit starts the JDK's logging, in case java.lang.Runtime's logger
    // wants the exit code. If no other thread is left, the process also ends without it.
    if (code != ExitCode.DONE || Thread.activeCount() > 1) {
      System.exit(code);
    }
  }

  /**
   * Runs one command.
   *
   * @return the process's exit code
   */
  public static int execute(Console console, String... arguments) {
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
