package io.rttd.testbed.hostile;

import io.rttd.model.CaptureCounter;
import io.rttd.perf.report.BuiltCommand;
import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.testbed.lab.LabException;
import io.rttd.testbed.lab.LabNetwork;
import io.rttd.testbed.lab.LabProcesses;
import io.rttd.testbed.lab.ResidentMemory;
import io.rttd.testbed.lab.VethPair;
import io.rttd.testbed.live.DaemonFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Floods the daemon over a veth pair, and reports what it still measures. */
@Command(
    name = "hostile-live",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Floods through a live capture: packets dropped by the kernel, memory, and the",
      "share of the samples of 100 established connections. Needs root."
    })
public final class HostileLive implements Callable<Integer> {
  private static final int STATSD_PORT = 18_325;
  private static final java.util.regex.Pattern SENT =
      java.util.regex.Pattern.compile("sent (\\d+) exchanges (\\d+)");

  /** Samples of the established connections' client data. */
  private static final java.util.regex.Pattern ESTABLISHED =
      java.util.regex.Pattern.compile(
          "\"src\":\"10\\.0\\.0\\.1\",\"dst\":\"10\\.0\\.0\\.2\",\"count\":(\\d+)");

  @Option(names = "--rttd", description = "The rttd command to test (default: ${DEFAULT-VALUE}).")
  private Path rttd = BuiltCommand.path();

  @Option(names = "--seconds", description = "Duration of each flood (default: ${DEFAULT-VALUE}).")
  private int seconds = 20;

  @Option(
      names = "--rates",
      split = ",",
      description = "Packets/s; 0: maximum (default: ${DEFAULT-VALUE}).")
  private List<Long> rates = List.of(100_000L, 0L);

  @Option(
      names = "--patterns",
      split = ";",
      description =
          "Names as printed by testbed hostile, separated by semicolons (default: plain, floods, tiny).")
  private List<String> patterns =
      List.of(
          Patterns.PLAIN,
          "SYN flood, random sources",
          "ACK flood, random sources",
          "tiny segments");

  @Option(names = "--memory-mb", description = "memory_limit (default: ${DEFAULT-VALUE}).")
  private int memoryMb = 64;

  @Option(names = "--out", description = "Folder for logs (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("perf/target/hostile-live");

  @Option(
      names = "--results",
      description = "Folder for the results page (default: none is written).")
  private Path results;

  @Override
  public Integer call() throws IOException {
    String obstacle = LabNetwork.obstacle();
    if (!obstacle.isEmpty()) {
      System.err.println("hostile-live: " + obstacle);
      return 3;
    }
    Files.createDirectories(out);
    List<List<String>> rows = new ArrayList<>();
    for (String pattern : patterns) {
      for (long rate : rates) {
        rows.add(flood(pattern, rate));
        System.err.println(String.join(" | ", rows.get(rows.size() - 1)));
      }
    }
    if (results != null) {
      System.out.println(page(rows).write(results));
    }
    return 0;
  }

  private List<String> flood(String pattern, long rate) throws IOException {
    try (LabNetwork network = new LabNetwork();
        LabProcesses processes = new LabProcesses()) {
      VethPair.join(network);
      DaemonFolder folder = new DaemonFolder(out, STATSD_PORT, memoryMb);
      Path yaml = folder.configure(network.tapA());
      Process tally = folder.startTally(network, processes);
      Process daemon = folder.startDaemon(network, processes, rttd, yaml);
      long passedBefore = VethPair.counted(network);
      Process sender = startFlood(network, processes, folder, pattern, rate);
      double rssMib = peakRssMib(daemon);
      DaemonFolder.end(sender);
      LabProcesses.await(daemon, Duration.ofSeconds(2));
      final long passed = VethPair.counted(network) - passedBefore;
      VethPair.run(List.of("sh", "-c", "kill -s TERM " + daemon.pid()));
      LabProcesses.await(daemon, Duration.ofSeconds(30));
      int exit = daemon.exitValue();
      return row(pattern, rate, passed, rssMib, exit, folder.endTally(tally));
    }
  }

  private Process startFlood(
      LabNetwork network, LabProcesses processes, DaemonFolder folder, String pattern, long rate)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("taskset", "-c", "" + (Runtime.getRuntime().availableProcessors() - 1)));
    command.addAll(
        LabProcesses.java(
            FloodCommand.class,
            List.of(
                "--interface=" + network.tapB(),
                "--pattern=" + pattern,
                "--packets-per-second=" + rate)));
    return processes.startAndAwait(network.inB(command), folder.fresh("flood.txt"), "ready");
  }

  private double peakRssMib(Process daemon) {
    double peak = 0;
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() - endNs < 0) {
      if (LabProcesses.await(daemon, Duration.ofMillis(200))) {
        throw new LabException("rttd exited: see " + out);
      }
      peak = Math.max(peak, ResidentMemory.mib(daemon.pid()));
    }
    return peak;
  }

  private List<String> row(
      String pattern, long rate, long passed, double rssMib, int exit, Map<String, Double> metrics)
      throws IOException {
    java.util.regex.Matcher said = SENT.matcher(Files.readString(out.resolve("flood.txt")));
    if (!said.find() || exit != 0) {
      throw new LabException("exit code " + exit + ", or a sender that failed: see " + out);
    }
    long sent = Long.parseLong(said.group(1));
    long exchanges = Long.parseLong(said.group(2));
    long samples = 0;
    java.util.regex.Matcher pair = ESTABLISHED.matcher(Files.readString(out.resolve("rttd.jsonl")));
    while (pair.find()) {
      samples += Long.parseLong(pair.group(1));
    }
    long captured = Math.round(metrics.getOrDefault(CaptureCounter.PACKETS.metric(), 0.0));
    long dropped = Math.round(metrics.getOrDefault(CaptureCounter.KERNEL_DROPS.metric(), 0.0));
    return List.of(
        pattern,
        rate == 0 ? "as many as possible" : number(rate),
        number(sent / seconds),
        number(passed),
        number(captured),
        number(dropped),
        number(passed - captured - dropped),
        String.format(Locale.ROOT, "%.0f", rssMib),
        String.format(
            Locale.ROOT, "%.1f", metrics.getOrDefault("rttd.memory.bytes.most", 0.0) / 1048576),
        number(Math.round(metrics.getOrDefault("rttd.flows.evicted", 0.0))),
        String.format(
            Locale.ROOT, "%,d of %,d, %.1f %%", samples, exchanges, 100.0 * samples / exchanges),
        String.format(
            Locale.ROOT, "%.2f", metrics.getOrDefault("rttd.sampling.rate.least", Double.NaN)));
  }

  private ResultPage page(List<List<String>> rows) {
    return new ResultPage(
            "hostile-live",
            "Floods through a live capture",
            "./dev testbed hostile-live --seconds " + seconds,
            Machine.here())
        .paragraph(
            "rttd on one end of a veth pair, `mode: tap`, `memory_limit: "
                + memoryMb
                + "MB`; on the other, with a processor of its own, a sender of the pattern for "
                + seconds
                + " seconds. Every tenth packet belongs to one of "
                + HostileFrames.ESTABLISHED_FLOWS
                + " established connections. The first second, when the JVM is cold, is included."
                + " Packets neither read nor dropped by the kernel belong to flows that were"
                + " excluded at the time, as shown by the sampling rate.")
        .table(
            List.of(
                "pattern",
                "packets/s requested",
                "packets/s sent",
                "on the interface",
                "read",
                "dropped by the kernel",
                "of excluded flows",
                "RSS, MiB, maximum",
                "budget in use, MiB, maximum",
                "flows evicted",
                "samples of established connections",
                "lowest sampling rate"),
            rows);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
