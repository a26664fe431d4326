package io.rttd.daemon.command;

import io.rttd.capture.filter.FilterCompiler;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.console.Console;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code rttd check}: reads a configuration and says what it means, or all that is wrong. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = "Read a configuration file and say what it means, or everything that is wrong.")
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = RunCommand.DEFAULT_CONFIG,
      description = "The configuration (default: ${DEFAULT-VALUE}).")
  private Path file;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws ConfigException {
    RttdConfig config = ConfigReader.system().checkingFilters(FilterCompiler::fault).read(file);
    console.out().println(file + ": no faults");
    ConfigSummary.print(config, console.out());
    return ExitCode.DONE;
  }
}
