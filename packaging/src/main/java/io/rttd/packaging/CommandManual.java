package io.rttd.packaging;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** rttd(1), from the command line's own description. */
final class CommandManual {
  private CommandManual() {}

  static String text(CommandLine rttd, String date, String version) {
    CommandSpec root = rttd.getCommandSpec();
    ManualPage page =
        new ManualPage("rttd", 1, date, version, "measure TCP round-trip times passively");
    page.section("SYNOPSIS").paragraph("rttd COMMAND [OPTION...] [ARGUMENT...]");
    page.section("DESCRIPTION")
        .paragraph(
            "rttd captures the TCP traffic of this host, measures the time between each segment"
                + " and its acknowledgement, and reports percentiles to DogStatsD. It sends no probes."
                + " It also analyzes capture files.")
        .paragraph(
            "Capturing needs CAP_NET_RAW; the package's rttd.service grants that and nothing"
                + " else.");
    page.section("COMMANDS");
    for (CommandLine command : rttd.getSubcommands().values()) {
      if (!command.getCommandSpec().usageMessage().hidden()) {
        describe(page, command.getCommandSpec());
      }
    }
    page.section("OPTIONS");
    options(page, root.options());
    page.section("EXIT STATUS")
        .term("0", "Success.")
        .term("1", "Measured nothing, or lost data.")
        .term("2", "Usage or configuration error.")
        .term("3", "No permission; the message names the command that grants it.")
        .term("4", "audit: rttd and the kernel do not agree; compare: a limit is exceeded.");
    page.section("GO-METRO")
        .paragraph(
            "go-metro's command line (-cfg=FILE -log=FILE -f BPF -st) starts run, with go-metro's"
                + " unchanged configuration file. /usr/lib/rttd/bin/go-metro is a link to rttd, for"
                + " supervisor entries that name that program.");
    page.section("SIGNALS")
        .term("SIGTERM, SIGINT", "Stop: send the last report, then exit.")
        .term("SIGHUP", "Reload the configuration.");
    page.section("FILES")
        .term("/etc/rttd/rttd.yaml", "The configuration: rttd.yaml(5).")
        .term("/var/log/rttd/rttd.log", "The log, when log_to_file is true.");
    page.section("SEE ALSO").paragraph("rttd.yaml(5), pcap-filter(7), ss(8), tcpdump(8)");
    return page.toString();
  }

  private static void describe(ManualPage page, CommandSpec command) {
    String arguments =
        command.positionalParameters().stream()
            .map(PositionalParamSpec::paramLabel)
            .collect(Collectors.joining(" "));
    page.subsection((command.qualifiedName() + " [OPTION...] " + arguments).strip());
    page.paragraph(joined(command.usageMessage().description()));
    for (PositionalParamSpec positional : command.positionalParameters()) {
      page.term(positional.paramLabel(), joined(positional.description()));
    }
    options(page, command.options());
  }

  private static void options(ManualPage page, List<OptionSpec> options) {
    for (OptionSpec option : options) {
      if (!option.hidden()) {
        String names = String.join(", ", option.names());
        boolean takesValue = option.arity().max() > 0;
        page.term(takesValue ? names + " " + option.paramLabel() : names, words(option));
      }
    }
  }

  private static String words(OptionSpec option) {
    String text = joined(option.description());
    String fallback = option.defaultValue() == null ? "none" : option.defaultValue();
    return text.replace("${DEFAULT-VALUE}", fallback);
  }

  private static String joined(String... lines) {
    return Arrays.stream(lines)
        .map(line -> line.replace("%n", " ").replace("%%", "%"))
        .collect(Collectors.joining(" "));
  }
}
