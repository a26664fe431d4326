package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.audit.Agreement;
import io.rttd.audit.Audit;
import io.rttd.audit.AuditJson;
import io.rttd.audit.AuditResult;
import io.rttd.audit.AuditText;
import io.rttd.capture.CaptureException;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rttd audit}: rttd's measurements beside the kernel's own. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Measure this host's connections, and compare them with the kernel's own figures:",
      "RTT, retransmits and segments, one line per connection."
    },
    footer = {
      "",
      "Exit codes: 0 they agree; 1 nothing measured, or packets lost; 2 usage; 3 no permission;",
      "            4 they do not agree."
    })
final class AuditCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec;

  @Option(
      names = {"-i", "--interface"},
      paramLabel = "NAME",
      defaultValue = InterfaceSelector.AUTO,
      description = "Capture on this interface, as in interface: (default: ${DEFAULT-VALUE}).")
  private String interfaceName;

  @Option(
      names = "--seconds",
      paramLabel = "NUMBER",
      converter = AnalyzeConverters.OfSeconds.class,
      defaultValue = "10",
      description = "Duration of the audit (default: ${DEFAULT-VALUE}).")
  private Duration duration;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "Format of standard output: table or json (default: ${DEFAULT-VALUE}).")
  private String format;

  AuditCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CaptureException, IOException {
    if (!List.of("table", "json").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format: '" + format + "' is not one of [table, json]");
    }
    List<String> names = InterfaceSelector.of(interfaceName).select(InterfaceMonitor.readOnce());
    if (names.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no interface matches '" + interfaceName + "'; rttd interfaces lists them");
    }
    AuditResult result;
    try (Audit audit = new Audit(names)) {
      result = audit.run(duration);
    }
    if (format.equals("json")) {
      AuditJson.print(result, console.out());
    } else {
      AuditText.print(result, console);
    }
    return conclude(result);
  }

  private int conclude(AuditResult result) {
    if (result.count(Agreement.NO) > 0) {
      return ExitCode.DIFFERENCE;
    }
    if (result.connections().isEmpty()) {
      console.err().println("rttd: nothing to compare: no established connection sent data");
    }
    return result.connections().isEmpty() || result.lost() > 0
        ? ExitCode.NOTHING_OR_LOST
        : ExitCode.DONE;
  }
}
