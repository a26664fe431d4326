package io.rttd.testbed.delivery;

import io.rttd.model.CaptureCounter;
import io.rttd.perf.report.BuiltCommand;
import io.rttd.testbed.lab.LabNetwork;
import io.rttd.testbed.lab.LabProcesses;
import io.rttd.testbed.lab.ResidentMemory;
import io.rttd.testbed.lab.VethPair;
import io.rttd.testbed.live.BlastCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Sends traffic of many more peers than rttd may name over a veth pair, and checks how many series
 * each interval has, whether they include the hundred busiest peers, which arrive last, and how
 * much memory that takes.
 */
@Command(
    name = "peers",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Send traffic of more peers than max_peers; check series, names of the busiest pairs, and memory.")
public final class PeersCheck implements Callable<Integer> {
  private static final int INTERVAL_S = 10;

  /** One report before the busy pairs are known, and one after. */
  private static final int FEWEST_REPORTS = 2;

  private static final int SETTLED_S = 20;

  /** Minimum time between two reports; the lines of one report arrive closer together. */
  private static final long BETWEEN_REPORTS_MS = 4_000;

  @Option(names = "--out", description = "Output folder (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("target", "peers");

  @Option(names = "--rttd", description = "The rttd command (default: ${DEFAULT-VALUE}).")
  private Path rttd = BuiltCommand.path();

  @Option(names = "--peers", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<Integer> peers = List.of(10_000, 200_000);

  @Option(names = "--flows", description = "Default: ${DEFAULT-VALUE}.")
  private int flows = 204_000;

  @Option(names = "--max-peers", description = "rttd's max_peers (default: ${DEFAULT-VALUE}).")
  private int maxPeers = 10_000;

  @Option(names = "--packets-per-second", description = "Default: ${DEFAULT-VALUE}.")
  private long packetsPerSecond = 100_000;

  @Option(
      names = "--most-growth-mib",
      description = "Maximum growth of resident memory after 20 s (default: ${DEFAULT-VALUE}).")
  private double mostGrowthMib = 64;

  @Option(names = "--seconds", description = "Duration of the traffic (default: ${DEFAULT-VALUE}).")
  private int seconds = 70;

  @Override
  public Integer call() throws IOException {
    String obstacle = LabNetwork.obstacle();
    if (!obstacle.isEmpty()) {
      System.err.println("peers: " + obstacle);
      return 3;
    }
    boolean kept = true;
    for (int count : peers) {
      Path folder = Files.createDirectories(out.resolve("" + count)).toAbsolutePath();
      for (String name : List.of("lines.txt", "rttd.txt", "listener.txt", "blaster.txt")) {
        LabProcesses.fresh(folder, name);
      }
      try (LabNetwork network = new LabNetwork();
          LabProcesses processes = new LabProcesses()) {
        VethPair.join(network);
        kept &= check(count, folder, network, processes);
      }
    }
    return kept ? 0 : 1;
  }

  private boolean check(int count, Path folder, LabNetwork network, LabProcesses processes)
      throws IOException {
    String url = "unix://" + folder.resolve("dsd");
    Path yaml = folder.resolve("rttd.yaml");
    Files.writeString(
        yaml,
        """
        init_config:
          dogstatsd_url: %s
          report_interval: %d
          max_peers: %d
          status_socket: off
        instances:
        - {interface: %s, local_networks: [198.18.0.0/15]}
        """
            .formatted(url, INTERVAL_S, maxPeers, network.tapA()));
    processes.startAndAwait(
        LabProcesses.java(
            LineLog.class,
            List.of(
                "--url=" + url,
                "--file=" + folder.resolve("lines.txt"),
                "--only=system.net.tcp.rtt.count,rttd.")),
        folder.resolve("listener.txt"),
        "ready");
    Process daemon =
        processes.start(
            network.inA(List.of(rttd.toAbsolutePath().toString(), "run", "-c", yaml.toString())),
            folder.resolve("rttd.txt"));
    LabProcesses.await(daemon, Duration.ofSeconds(4));
    Process blaster =
        processes.startAndAwait(
            network.inB(
                LabProcesses.java(
                    BlastCommand.class,
                    List.of(
                        "--interface=" + network.tapB(),
                        "--packets-per-second=" + packetsPerSecond,
                        "--flows=" + flows,
                        "--peers=" + count))),
            folder.resolve("blaster.txt"),
            "ready");
    List<Double> mib = ResidentMemory.watch(daemon, seconds);
    blaster.getOutputStream().close();
    LabProcesses.await(blaster, Duration.ofSeconds(10));
    LabProcesses.stop(daemon);
    return tell(count, folder, mib);
  }

  private boolean tell(int count, Path folder, List<Double> mib) {
    List<ArrivedLine> lines = ArrivedLine.read(folder.resolve("lines.txt"));
    Set<String> busy = Set.copyOf(BlastCommand.busyPeers(count));
    double settledMib = mib.get(Math.min(SETTLED_S, mib.size()) - 1);
    double mostMib = mib.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    System.out.printf(
        Locale.ROOT,
        "%d peers, %d flows: resident MiB after 20 s %.1f, in the middle %.1f, at the end %.1f; max"
            + " %.1f%n",
        count,
        flows,
        settledMib,
        mib.get(mib.size() / 2),
        mib.get(mib.size() - 1),
        mostMib);
    List<List<ArrivedLine>> reports = reports(lines);
    boolean kept = mostMib - settledMib <= mostGrowthMib;
    int withSamples = 0;
    for (int i = 0; i < reports.size(); i++) {
      Set<String> series = new HashSet<>();
      Set<String> named = new HashSet<>();
      double samples = 0;
      for (ArrivedLine line : reports.get(i)) {
        if (line.name().equals("system.net.tcp.rtt.count") && line.value() > 0) {
          series.add(line.tag("src") + " " + line.tag("dst"));
          named.add(line.tag("dst"));
          samples += line.value();
        }
      }
      long busyNamed = busy.stream().filter(named::contains).count();
      System.out.printf(
          Locale.ROOT,
          "  report %d: %.0f samples, %d series (other %s), busiest 100 named: %d; packets %.0f,"
              + " dropped by the kernel %.0f, flows evicted %.0f%n",
          i + 1,
          samples,
          series.size(),
          series.contains("other other") ? "among them" : "not among them",
          busyNamed,
          ArrivedLine.sum(reports.get(i), CaptureCounter.PACKETS.metric()),
          ArrivedLine.sum(reports.get(i), CaptureCounter.KERNEL_DROPS.metric()),
          ArrivedLine.sum(reports.get(i), "rttd.flows.evicted"));
      // The first report with samples names peers seen before the busy ones were known.
      kept &= series.size() <= maxPeers + 1 && (withSamples == 0 || busyNamed == busy.size());
      withSamples += samples > 0 ? 1 : 0;
    }
    System.out.printf(
        Locale.ROOT,
        "  reports with samples: %d, at least %d required; growth of memory after %d s: %.1f MiB,"
            + " at most %.1f allowed%n",
        withSamples,
        FEWEST_REPORTS,
        SETTLED_S,
        mostMib - settledMib,
        mostGrowthMib);
    return kept && withSamples >= FEWEST_REPORTS;
  }

  private static List<List<ArrivedLine>> reports(List<ArrivedLine> lines) {
    List<List<ArrivedLine>> reports = new ArrayList<>();
    long lastMs = Long.MIN_VALUE;
    for (ArrivedLine line : lines) {
      if (reports.isEmpty() || line.arrivedMs() - lastMs > BETWEEN_REPORTS_MS) {
        reports.add(new ArrayList<>());
      }
      reports.get(reports.size() - 1).add(line);
      lastMs = line.arrivedMs();
    }
    return reports;
  }
}
