package io.rttd.daemon.command;

import io.rttd.capture.CaptureInterface;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.daemon.console.Console;
import io.rttd.daemon.console.TextTable;
import io.rttd.engine.segment.Addresses;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code rttd interfaces}: what {@code interface:} may name on this machine. */
@Command(
    name = "interfaces",
    mixinStandardHelpOptions = true,
    description = "List the interfaces that can be measured on.")
final class InterfacesCommand implements Callable<Integer> {
  private final Console console;

  InterfacesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TextTable table = new TextTable(3, "name", "state", "addresses");
    for (CaptureInterface each : CaptureInterfaces.list()) {
      String addresses =
          each.addresses().stream()
              .map(address -> Addresses.toText(Addresses.hi(address), Addresses.lo(address)))
              .collect(Collectors.joining(" "));
      table.add(each.name(), each.up() ? "up" : "down", addresses.isEmpty() ? "-" : addresses);
    }
    table.print(console.out());
    return table.isEmpty() ? ExitCode.NOTHING_OR_LOST : ExitCode.DONE;
  }
}
