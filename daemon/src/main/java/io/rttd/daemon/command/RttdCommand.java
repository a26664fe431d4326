package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
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
  private final Console console;

  @Spec private CommandSpec spec;

  private RttdCommand(Console console) {
    this.console = console;
  }

  /** The command line of {@code rttd}, writing to this console. */
  public static CommandLine commandLine(Console console) {
    CommandLine commands = new CommandLine(new RttdCommand(console));
    commands.addSubcommand(new RunCommand(console));
    commands.addSubcommand(new StatusCommand(console));
    commands.addSubcommand(new TopCommand(console));
    commands.addSubcommand(new AnalyzeCommand(console));
    commands.addSubcommand(new CompareCommand(console));
    commands.addSubcommand(new AuditCommand(console));
    commands.addSubcommand(new CheckCommand(console));
    commands.addSubcommand(new MigrateCommand(console));
    commands.addSubcommand(new InterfacesCommand(console));
    commands.addSubcommand(new DemoCommand(console));
    commands.addSubcommand(new CommandLine.HelpCommand());
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
