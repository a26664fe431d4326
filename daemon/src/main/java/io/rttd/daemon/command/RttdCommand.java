package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code rttd} itself: lists the commands, and does nothing without one. */
@Command(
    name = "rttd",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    header = "Measures TCP round-trip times passively and reports them to DogStatsD.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 success; 1 measured nothing or lost data;",
      "            2 usage or configuration error; 3 no permission;",
      "            4 audit found a difference, or compare an exceeded limit.",
      "go-metro's flags (-cfg=FILE -log=FILE -f BPF -st), given without a command, start run."
    })
public final class RttdCommand implements Callable<Integer> {
  /** In the order in which help lists them. */
  private static final List<String> NAMES =
      List.of(
          "run",
          "status",
          "top",
          "analyze",
          "compare",
          "audit",
          "check",
          "migrate",
          "interfaces",
          "demo",
          "train");

  private final Console console;

  @Spec private CommandSpec spec;

  private RttdCommand(Console console) {
    this.console = console;
  }

  /** The command line of {@code rttd}, writing to this console. */
  public static CommandLine commandLine(Console console) {
    List<Object> all = new ArrayList<>();
    NAMES.forEach(name -> all.add(command(name, console)));
    all.add(new CommandLine.HelpCommand());
    return withCommands(all, console);
  }

  /**
   * The command line for these arguments: if the first names a command, without the others, which
   * take time to load and to describe.
   */
  public static CommandLine commandLine(Console console, List<String> arguments) {
    return !arguments.isEmpty() && NAMES.contains(arguments.get(0))
        ? withCommands(List.of(command(arguments.get(0), console)), console)
        : commandLine(console);
  }

  /** A switch: a map of constructor references would load the classes of all commands. */
  private static Object command(String name, Console console) {
    return switch (name) {
      case "run" -> new RunCommand(console);
      case "status" -> new StatusCommand(console);
      case "top" -> new TopCommand(console);
      case "analyze" -> new AnalyzeCommand(console);
      case "compare" -> new CompareCommand(console);
      case "audit" -> new AuditCommand(console);
      case "check" -> new CheckCommand(console);
      case "migrate" -> new MigrateCommand(console);
      case "interfaces" -> new InterfacesCommand(console);
      case "demo" -> new DemoCommand(console);
      case "train" -> new TrainCommand(console);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static CommandLine withCommands(List<Object> subcommands, Console console) {
    CommandLine commands = new CommandLine(new RttdCommand(console));
    subcommands.forEach(commands::addSubcommand);
    // The launcher, which handles --user, does not read argument files.
    commands.setExpandAtFiles(false);
    commands.setOut(console.out());
    commands.setErr(console.err());
    commands.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    commands.setParameterExceptionHandler(RttdCommand::complain);
    commands.setExecutionExceptionHandler(
        (exception, command, parsed) -> Failures.report(exception, console.err()));
    return commands;
  }

  /** Prints one sentence and refers to --help: a full usage text would bury the error. */
  private static int complain(ParameterException fault, String[] arguments) {
    CommandLine command = fault.getCommandLine();
    command.getErr().println("rttd: " + fault.getMessage());
    UnmatchedArgumentException.printSuggestions(fault, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  @Override
  public Integer call() {
    console.err().println("rttd: no command given");
    spec.commandLine().usage(console.err());
    return ExitCode.USAGE;
  }
}
