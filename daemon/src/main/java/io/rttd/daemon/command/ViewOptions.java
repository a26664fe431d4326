package io.rttd.daemon.command;

import io.rttd.analyze.Grouping;
import io.rttd.analyze.OutputFormat;
import io.rttd.analyze.ResultView;
import io.rttd.analyze.SortKey;
import io.rttd.config.ServicesConfig.PortRange;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of {@code rttd analyze} that say what the result shows, and in which order. */
final class ViewOptions {
  private static final int CONNECTIONS_IN_A_TABLE = 1000;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      converter = AnalyzeConverters.OfGrouping.class,
      defaultValue = "pair",
      description = "One line per pair, service (server port) or connection (default: pair).")
  private Grouping by;

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      converter = AnalyzeConverters.OfSortKey.class,
      defaultValue = "count",
      description =
          "Largest first: count, p50, p99, retransmits, response (median) or bytes (default:"
              + " count).")
  private SortKey sort;

  @Option(
      names = "--top",
      paramLabel = "N",
      converter = AnalyzeConverters.OfCount.class,
      description = "Show only the first N lines. Default: all; of a table of connections, 1000.")
  private Integer top;

  @Option(
      names = "--services",
      paramLabel = "PORT=NAME",
      split = ",",
      converter = AnalyzeConverters.OfService.class,
      description =
          "Names of server ports, e.g. 5432=postgres,8080-8089=api. They also tell which end is the"
              + " server where the SYN was not captured. Repeatable.")
  private List<PortRange> services = new ArrayList<>();

  /** Whether each connection must be recorded. */
  boolean needsConnections() {
    return by != Grouping.PAIR;
  }

  ResultView view(OutputFormat format, int width) {
    if (by == Grouping.PAIR && sort == SortKey.BYTES) {
      throw new ParameterException(
          spec.commandLine(), "--sort bytes needs --by service or --by connection");
    }
    if (by != Grouping.PAIR && format == OutputFormat.HGRM) {
      throw new ParameterException(spec.commandLine(), "--format hgrm is by pair only");
    }
    boolean isLong = by == Grouping.CONNECTION && format == OutputFormat.TABLE;
    int lines =
        Optional.ofNullable(top).orElse(isLong ? CONNECTIONS_IN_A_TABLE : Integer.MAX_VALUE);
    return new ResultView(by, sort, lines, width);
  }

  ServicePorts ports() {
    ServiceNames names = new ServiceNames();
    ServicePorts.Builder ports = new ServicePorts.Builder();
    services.forEach(s -> ports.configured(s.first(), s.last(), names.of(s.name())));
    return services.isEmpty() ? ServicePorts.NONE : ports.build();
  }
}
