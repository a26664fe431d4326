package io.rttd.perf;

import io.rttd.perf.example.ProbeExample;
import io.rttd.perf.files.AnalyzeCommand;
import io.rttd.perf.generate.GenerateCommand;
import io.rttd.perf.generate.RepeatCommand;
import io.rttd.perf.replay.ReplayCommand;
import io.rttd.perf.scale.ScaleCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** {@code ./dev bench}: all benchmarks. Arguments without a subcommand go to JMH. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Benchmarks of rttd. Without a subcommand: the JMH benchmarks whose names match a regular"
            + " expression, or all of them.",
    synopsisSubcommandLabel = "[COMMAND | [REGEX] [JMH-OPTION...]]",
    subcommands = {
      BenchCommand.Jmh.class,
      ScaleCommand.class,
      ReplayCommand.class,
      AnalyzeCommand.class,
      GenerateCommand.class,
      RepeatCommand.class,
      BenchCommand.Example.class,
      GenerateCompletion.class
    })
public final class BenchCommand implements Callable<Integer> {
  @Unmatched private List<String> jmhArguments = new ArrayList<>();

  /** Runs the subcommand. */
  public static void main(String[] arguments) {
    CommandLine commandLine = new CommandLine(new BenchCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    System.exit(commandLine.execute(arguments));
  }

  @Override
  public Integer call() throws RunnerException, CommandLineOptionException {
    Benchmarks.run(jmhArguments);
    return 0;
  }

  /** Runs JMH with all its options. */
  @Command(name = "jmh", description = "Run the JMH benchmarks, with any of JMH's options.")
  static final class Jmh implements Callable<Integer> {
    @Unmatched private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws RunnerException, CommandLineOptionException {
      Benchmarks.run(arguments);
      return 0;
    }
  }

  /** rttd as a library. */
  @Command(
      name = "example",
      mixinStandardHelpOptions = true,
      description = "Example of rttd as a library: an HTTP server on lo measures itself.")
  static final class Example implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      ProbeExample.main(new String[0]);
      return 0;
    }
  }
}
