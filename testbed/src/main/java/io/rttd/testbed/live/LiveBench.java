package io.rttd.testbed.live;

import io.rttd.perf.report.BuiltCommand;
import io.rttd.testbed.lab.LabException;
import io.rttd.testbed.lab.LabNetwork;
import io.rttd.testbed.lab.VethPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the cost of a packet in a live capture: the same traffic over a veth pair, watched by
 * one observer after another, in several rounds. CPU time is what the kernel accounts to the
 * observer's threads.
 */
@Command(
    name = "live",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Compare the CPU time per packet of rttd, tcpdump, tshark and pcap4j on the same live traffic.")
public final class LiveBench implements Callable<Integer> {
  @Option(
      names = "--out",
      description = "Folder for the programs' output (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("target", "live");

  @Option(names = "--rttd", description = "The rttd command (default: ${DEFAULT-VALUE}).")
  Path rttd = BuiltCommand.path();

  @Option(
      names = "--before",
      description = "Another build's command to compare with; adds the observer rttd_before.")
  Path before;

  @Option(
      names = "--seconds",
      description = "Duration of the measurement (default: ${DEFAULT-VALUE}).")
  int seconds = 10;

  @Option(
      names = "--warm-up-seconds",
      description = "Warm-up of programs on a JVM (default: ${DEFAULT-VALUE}).")
  int warmUpSeconds = 20;

  @Option(
      names = "--runs",
      description = "Number of runs of each observer (default: ${DEFAULT-VALUE}).")
  int runs = 5;

  @Option(
      names = "--rates",
      split = ",",
      description = "Packets/s of the generator; 0: maximum (default: ${DEFAULT-VALUE}).")
  List<Long> rates = List.of(0L, 200_000L);

  @Option(
      names = "--flows",
      split = ",",
      description =
          "Flows of the generator; 0: iperf3 instead, at any rate (default: ${DEFAULT-VALUE}).")
  List<Integer> flows = List.of(64);

  @Option(names = "--payload-bytes", description = "Default: ${DEFAULT-VALUE}.")
  int payloadBytes = 64;

  @Option(names = "--observers", split = ",", description = "Observers to run (default: all).")
  List<Observer> observers = new ArrayList<>();

  @Option(
      names = "--init",
      description = "A key of rttd's init_config, for example --init shards=0.")
  Map<String, String> init = new LinkedHashMap<>();

  @Option(
      names = "--instance",
      description =
          "A key of rttd's instance, which has mode=tap, for example --instance mode=host.")
  Map<String, String> instance = new LinkedHashMap<>();

  @Option(
      names = "--results",
      description = "Folder for a dated results page (default: none is written).")
  Path results;

  @Override
  public Integer call() throws IOException {
    chooseObservers();
    String obstacle = LabNetwork.obstacle();
    if (obstacle.isEmpty()
        && observers.stream().anyMatch(Observer::isRttd)
        && !Files.isExecutable(rttd)) {
      obstacle = "no command " + rttd + ": run ./dev build";
    }
    if (!obstacle.isEmpty()) {
      System.err.println("live: " + obstacle);
      return 3;
    }
    Files.createDirectories(out);
    try {
      for (int flowCount : flows) {
        for (long rate : flowCount == 0 ? List.of(0L) : rates) {
          LiveRun.Traffic traffic = new LiveRun.Traffic(rate, flowCount);
          report(traffic, observe(traffic));
        }
      }
    } catch (LabException e) {
      System.err.println("live: " + e.getMessage());
      return 1;
    }
    return 0;
  }

  private void chooseObservers() {
    if (observers.isEmpty()) {
      observers.addAll(List.of(Observer.values()));
      observers.remove(Observer.RTTD_BEFORE);
    }
    if (before != null && !observers.contains(Observer.RTTD_BEFORE)) {
      observers.add(0, Observer.RTTD_BEFORE);
    }
  }

  private void report(LiveRun.Traffic traffic, Map<Observer, List<LiveFigures>> figures)
      throws IOException {
    if (results != null) {
      System.out.println("written: " + new LivePage(this, traffic, figures).write(results));
    }
  }

  private Map<Observer, List<LiveFigures>> observe(LiveRun.Traffic traffic) throws IOException {
    Map<Observer, List<LiveFigures>> figures = new LinkedHashMap<>();
    for (int run = 1; run <= runs; run++) {
      for (Observer observer : observers) {
        LiveFigures figure = perform(observer, traffic);
        figures.computeIfAbsent(observer, o -> new ArrayList<>()).add(figure);
        System.err.printf(
            Locale.ROOT,
            "%s run %d: %s %.0f packets/s, %.1f ns per packet, sent %d captured %d dropped %d %s%n",
            traffic,
            run,
            observer.lowerCase(),
            figure.packetsPerSecond(),
            figure.cpuNsPerPacket(),
            figure.sent(),
            figure.captured(),
            figure.dropped(),
            figure.threadNsPerPacket());
      }
    }
    return figures;
  }

  private LiveFigures perform(Observer observer, LiveRun.Traffic traffic) throws IOException {
    LabNetwork network = new LabNetwork();
    LiveRun run = new LiveRun(this, network, observer, traffic);
    Thread hook = new Thread(() -> close(run, network), "live-cleanup");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      VethPair.join(network);
      return run.perform();
    } finally {
      close(run, network);
      Runtime.getRuntime().removeShutdownHook(hook);
    }
  }

  private static void close(LiveRun run, LabNetwork network) {
    run.close();
    network.close();
  }
}
