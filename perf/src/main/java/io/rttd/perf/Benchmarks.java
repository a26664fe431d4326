package io.rttd.perf;

import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs the JMH benchmarks with the arguments of JMH's own command line ({@code -h} lists them, a
 * regular expression selects benchmarks), in forks with the JVM options that Agrona needs.
 */
final class Benchmarks {
  private Benchmarks() {}

  static void run(List<String> arguments) throws RunnerException, CommandLineOptionException {
    CommandLineOptions commandLine = new CommandLineOptions(arguments.toArray(String[]::new));
    Options options =
        new OptionsBuilder()
            .parent(commandLine)
            .jvmArgsAppend("--add-exports", "java.base/jdk.internal.misc=ALL-UNNAMED")
            .build();
    Runner runner = new Runner(options);
    if (commandLine.shouldHelp()) {
      System.out.println("the options of JMH 1.37: see org.openjdk.jmh.Main -h");
    } else if (commandLine.shouldList()) {
      runner.list();
    } else {
      runner.run();
    }
  }
}
