package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.analyze.text.TextTable;
import io.rttd.model.Address;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import io.rttd.pipeline.interfaces.NetworkLink;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** {@code rttd interfaces}: what {@code interface:} may name on this machine. */
@Command(
    name = "interfaces",
    mixinStandardHelpOptions = true,
    description = "List the interfaces that rttd can capture on.")
final class InterfacesCommand implements Callable<Integer> {
  private final Console console;

  InterfacesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    InterfaceDirectory directory = InterfaceMonitor.readOnce();
    List<String> auto = InterfaceSelector.of(InterfaceSelector.AUTO).select(directory);
    TextTable table = new TextTable(5, "name", "state", "route", "addresses", "altnames");
    for (NetworkLink each : directory.links()) {
      String addresses =
          each.addresses().stream()
              .map(address -> Address.of(address).toString())
              .collect(Collectors.joining(" "));
      table.add(
          each.name(),
          each.isUp() ? "up" : "down",
          auto.contains(each.name()) ? "default" : "-",
          orDash(addresses),
          orDash(String.join(" ", each.altnames())));
    }
    table.print(console.out());
    console.out().println();
    console
        .out()
        .println(
            auto.isEmpty()
                ? "interface: auto would wait, because no interface has a default route"
                : "interface: auto means " + String.join(", ", auto));
    return table.isEmpty() ? ExitCode.NOTHING_OR_LOST : ExitCode.DONE;
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
