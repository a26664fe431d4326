package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.daemon.demo.Demo;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code rttd demo}: a demonstration without configuration. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description =
        "Measure a built-in client and server on lo and report to a built-in listener; takes a"
            + " few seconds.")
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (new Demo(console).run()) {
      return ExitCode.DONE;
    }
    console.err().println("rttd: the demo measured nothing");
    return ExitCode.NOTHING_OR_LOST;
  }
}
