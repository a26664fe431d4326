package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.daemon.status.StatusClient;
import io.rttd.daemon.status.StatusText;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rttd status}: shows the status of the running daemon. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Show the status of the running daemon.",
    footer = {"", "Exit codes: 0 healthy; 1 not healthy, or no daemon; 2 usage; 3 no permission."})
final class StatusCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private SocketOption socketOption;

  @Option(names = "--json", description = "Print the daemon's JSON unchanged.")
  private boolean json;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    String answer = new StatusClient(socketOption.socket(console)).ask("status");
    StatusText status = StatusText.of(console, answer);
    if (json) {
      console.out().print(answer);
    } else {
      status.print();
    }
    return status.isHealthy() ? ExitCode.DONE : ExitCode.NOTHING_OR_LOST;
  }
}
