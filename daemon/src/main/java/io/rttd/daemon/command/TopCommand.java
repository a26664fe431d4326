package io.rttd.daemon.command;

import io.rttd.analyze.console.Console;
import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureInterfaces;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.Overrides;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.run.RttDaemon;
import io.rttd.daemon.status.DaemonTopSource;
import io.rttd.daemon.status.StatusClient;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import io.rttd.reporting.status.Interval;
import io.rttd.top.PlainTop;
import io.rttd.top.TopSort;
import io.rttd.top.TopSource;
import io.rttd.top.TopView;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code rttd top}: a live view of the measured pairs. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Show the measured pairs, live: those of the running daemon, or of a new capture (-i).",
      "Without a terminal, or with --plain, it prints one table per interval."
    },
    footer = {
      "",
      "Keys: q quit, v view, s sort, / filter, p pause, i interface, j k scroll, ? help.",
      "Exit codes: 0 done; 1 no daemon; 2 usage; 3 no permission."
    })
final class TopCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private SocketOption socketOption;

  @Option(
      names = {"-i", "--interface"},
      paramLabel = "NAME",
      description = "Capture on this interface (as in interface:) instead of querying the daemon.")
  private String interfaceName;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "With -i: the interval length (default: ${DEFAULT-VALUE}).")
  private int intervalS;

  @Option(
      names = "--bpf",
      paramLabel = "BPF",
      description = "With -i: capture only packets that match this filter (pcap-filter(7)).")
  private String bpf;

  @Option(
      names = "--sort",
      paramLabel = "KEY",
      defaultValue = "p99",
      converter = SortConverter.class,
      description = "Sort order: p99, traffic or change (default: ${DEFAULT-VALUE}).")
  private TopSort sort;

  @Option(
      names = "--filter",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Show only pairs whose names contain this text.")
  private String filter;

  @Option(
      names = "--connections",
      description = "Start with the connections' health instead of round-trip times.")
  private boolean connections;

  @Option(names = "--plain", description = "Print plain tables even on a terminal.")
  private boolean plain;

  @Option(
      names = {"-n", "--intervals"},
      paramLabel = "NUMBER",
      defaultValue = "0",
      description = "Plain: exit after this number of tables (default: never).")
  private int intervals;

  @Option(
      names = "--rows",
      paramLabel = "NUMBER",
      defaultValue = "20",
      description = "Plain: maximum number of pairs per table (default: ${DEFAULT-VALUE}).")
  private int rows;

  TopCommand(Console console) {
    this.console = console;
  }

  /** Parses the names of {@link TopSort#text()}. */
  static final class SortConverter implements picocli.CommandLine.ITypeConverter<TopSort> {
    @Override
    public TopSort convert(String text) {
      List<String> keys = Arrays.stream(TopSort.values()).map(TopSort::text).toList();
      int key = keys.indexOf(text.toLowerCase(Locale.ROOT));
      if (key < 0) {
        throw new TypeConversionException("'" + text + "' is not one of " + keys);
      }
      return TopSort.values()[key];
    }
  }

  @Override
  public Integer call()
      throws ConfigException, CaptureException, IOException, InterruptedException {
    if (interfaceName == null) {
      show(new DaemonTopSource(new StatusClient(socketOption.socket(console))));
      return ExitCode.DONE;
    }
    RttdConfig ownCapture = ownCapture();
    refuseToWait();
    try (RttDaemon daemon = RttDaemon.launch(ownCapture, List.of())) {
      long[] last = {0};
      show(
          () -> {
            Optional<Throwable> failure = daemon.status().failure();
            if (failure.isPresent()) {
              throw new IOException("the capture ended: " + failure.get().getMessage());
            }
            List<Interval> next = daemon.board().intervalsAfter(last[0]);
            last[0] = next.isEmpty() ? last[0] : next.get(next.size() - 1).number();
            return next;
          });
    }
    return ExitCode.DONE;
  }

  private void show(TopSource source) throws IOException, InterruptedException {
    boolean terminal = console.isTerminal() && new File("/dev/tty").canRead();
    if (plain || !terminal) {
      new PlainTop(source, sort, filter, rows, connections).run(console.out(), intervals);
    } else {
      boolean ascii = isAscii(System.getenv());
      new TopView(source, sort, filter, connections, ascii, console.isColourful())
          .run(console.rawOut());
    }
  }

  /** A daemon waits for a missing interface; at a terminal, a missing one is a typo. */
  private void refuseToWait() throws CaptureException {
    InterfaceDirectory directory = InterfaceMonitor.readOnce();
    boolean exists =
        interfaceName.equals(CaptureInterfaces.ANY)
            || InterfaceSelector.of(interfaceName).select(directory).stream()
                .anyMatch(name -> directory.find(name).isPresent());
    if (!exists) {
      throw CaptureInterfaces.notFound(interfaceName);
    }
  }

  /** A configuration of one interface, no sinks and default values. */
  private RttdConfig ownCapture() throws ConfigException {
    String yaml =
        "init_config: {report_interval: %d, memory_limit: 64MB}\ninstances: [{interface: '%s'}]\n"
            .formatted(intervalS, interfaceName.replace("'", "''"));
    Overrides filtered = new Overrides(Optional.empty(), Optional.ofNullable(bpf), false);
    return new ConfigReader(Map.of(), Runtime.getRuntime().availableProcessors())
        .parse("rttd top", yaml, filtered);
  }

  /** The launcher notes that the locale is C: the JVM itself always writes UTF-8. */
  static boolean isAscii(Map<String, String> environment) {
    if (environment.containsKey("RTTD_ASCII")) {
      return true;
    }
    for (String name : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      String locale = environment.getOrDefault(name, "");
      if (!locale.isEmpty()) {
        return !locale.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
      }
    }
    return true;
  }
}
