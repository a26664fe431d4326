package io.rttd.testbed;

import io.rttd.testbed.delivery.AbsenceCheck;
import io.rttd.testbed.delivery.PeersCheck;
import io.rttd.testbed.hostile.HostileCommand;
import io.rttd.testbed.hostile.HostileLive;
import io.rttd.testbed.lab.CountCheck;
import io.rttd.testbed.lab.Lab;
import io.rttd.testbed.live.LiveBench;
import io.rttd.testbed.soak.SoakCommand;
import io.rttd.testbed.truth.TruthTable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code ./dev testbed}: rttd under real traffic. */
@Command(
    name = "testbed",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "System tests of rttd with real traffic, in their own network namespaces.",
    subcommands = {
      Lab.class,
      TruthTable.class,
      CountCheck.class,
      LiveBench.class,
      AbsenceCheck.class,
      PeersCheck.class,
      HostileCommand.class,
      HostileLive.class,
      SoakCommand.class,
      GenerateCompletion.class
    })
public final class TestbedCommand implements Runnable {
  private TestbedCommand() {}

  /** Runs the subcommand. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new TestbedCommand());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    return commandLine;
  }

  @Override
  public void run() {
    commandLine().usage(System.out);
  }
}
