package io.rttd.testbed.soak;

import io.rttd.perf.report.BuiltCommand;
import io.rttd.perf.report.Machine;
import io.rttd.perf.report.ResultPage;
import io.rttd.testbed.lab.LabNetwork;
import io.rttd.testbed.lab.LabProcesses;
import io.rttd.testbed.lab.VethPair;
import io.rttd.testbed.live.DaemonFolder;
import io.rttd.testbed.traffic.TrafficCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Soaks the daemon; exits 1 if the counts do not balance or something grew. */
@Command(
    name = "soak",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Run the daemon under real traffic and seeded faults, and check that its counts balance.")
public final class SoakCommand implements Callable<Integer> {
  private static final int STATSD_PORT = 18_225;
  private static final int MEMORY_MB = 64;
  private static final int NOISE_PORT = 18_226;
  private static final int TRAFFIC_PORT = 18_227;
  private static final long GAUGE_MS = 5_000;
  private static final double TOLERATED_GROWTH = 1.1;

  @Parameters(index = "0", paramLabel = "MINUTES")
  private int minutes;

  @Option(names = "--seed", description = "Seed of the faults (default: ${DEFAULT-VALUE}).")
  private long seed = 7;

  @Option(names = "--rttd", description = "The rttd command to test (default: ${DEFAULT-VALUE}).")
  private Path rttd = BuiltCommand.path();

  @Option(names = "--mbit", description = "Rate of the bulk traffic (default: ${DEFAULT-VALUE}).")
  private int mbit = 40;

  @Option(names = "--out", description = "Folder for logs (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("perf/target/soak");

  @Option(
      names = "--results",
      description = "Folder for the results page (default: none is written).")
  private Path results;

  private final List<ProcessGauge> gauges = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    String obstacle = LabNetwork.obstacle() + SoakFaults.obstacle();
    if (!obstacle.isEmpty()) {
      System.err.println("soak: " + obstacle);
      return 2;
    }
    Files.createDirectories(out);
    try (LabNetwork network = new LabNetwork();
        LabProcesses processes = new LabProcesses()) {
      VethPair.join(network);
      return soak(network, processes);
    }
  }

  private int soak(LabNetwork network, LabProcesses processes)
      throws IOException, InterruptedException {
    DaemonFolder folder = new DaemonFolder(out, STATSD_PORT, MEMORY_MB);
    Path yaml = folder.configure(network.tapA());
    Process tally = folder.startTally(network, processes);
    long before = VethPair.counted(network);
    Process daemon = folder.startDaemon(network, processes, rttd, yaml);
    long pid = daemon.pid();
    List<Process> traffic = startTraffic(network, processes, folder);
    Process noise = startNoise(network, processes, folder);

    SoakFaults faults = new SoakFaults(seed, pid, tally.pid(), yaml);
    Thread gauge = new Thread(() -> gauge(pid), "soak-gauge");
    gauge.start();
    long endNs = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
    while (System.nanoTime() - endNs < 0) {
      faults.next();
    }
    gauge.interrupt();
    gauge.join();

    traffic.forEach(LabProcesses::stop);
    long filtered = endNoise(noise);
    Thread.sleep(2000);
    long passed = VethPair.counted(network) - before;
    VethPair.run(List.of("sh", "-c", "kill -s TERM " + pid));
    LabProcesses.await(daemon, Duration.ofSeconds(30));
    int exit = daemon.exitValue();
    SoakAccount account =
        new SoakAccount(passed, filtered, folder.endTally(tally), folder.reports());
    return conclude(account, faults, exit);
  }

  private int conclude(SoakAccount account, SoakFaults faults, int exit) throws IOException {
    String flat = flat();
    ResultPage page =
        new ResultPage(
                "soak",
                "Soak",
                "./dev soak " + minutes + " --seed " + seed + " --mbit " + mbit,
                Machine.here())
            .paragraph(
                "The daemon on one end of a veth pair, `mode: tap`; four iperf3 streams, short"
                    + " connections, requests, and datagrams that the filter rejects. Faults: "
                    + faults.done()
                    + ". The daemon's exit code was "
                    + exit
                    + ".")
            .table(List.of("left", "sum", "sum", "right", "difference"), account.rows())
            .paragraph(flat);
    account.rows().forEach(row -> System.out.println(String.join(" | ", row)));
    System.out.println("faults " + faults.done() + "; exit code " + exit);
    System.out.println(flat);
    if (results != null) {
      System.out.println(page.write(results));
    }
    boolean well = account.balances() && exit == 0 && flat.endsWith("flat.");
    System.out.println(well ? "the counts balance" : "FAILED");
    return well ? 0 : 1;
  }

  /** Compares the second fifth of the readings, when everything is warm, with the last. */
  private String flat() {
    int fifth = Math.max(1, gauges.size() / 5);
    ProcessGauge early = most(gauges.subList(Math.min(fifth, gauges.size() - 1), 2 * fifth));
    ProcessGauge late = most(gauges.subList(gauges.size() - fifth, gauges.size()));
    boolean flat =
        late.rssKb() <= early.rssKb() * TOLERATED_GROWTH
            && late.threads() <= early.threads()
            && late.files() <= early.files();
    return String.format(
        Locale.ROOT,
        "Maximum in the second fifth of the time and in the last: RSS %,d and %,d KB, threads %d"
            + " and %d, open files %d and %d: %s.",
        early.rssKb(),
        late.rssKb(),
        early.threads(),
        late.threads(),
        early.files(),
        late.files(),
        flat ? "flat" : "growing");
  }

  private static ProcessGauge most(List<ProcessGauge> readings) {
    return new ProcessGauge(
        readings.stream().mapToLong(ProcessGauge::rssKb).max().orElse(0),
        readings.stream().mapToLong(ProcessGauge::threads).max().orElse(0),
        readings.stream().mapToLong(ProcessGauge::files).max().orElse(0));
  }

  private void gauge(long pid) {
    try {
      while (true) {
        gauges.add(ProcessGauge.of(pid));
        Thread.sleep(GAUGE_MS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      System.err.println("soak: the daemon is gone: " + e);
    }
  }

  private List<Process> startTraffic(
      LabNetwork network, LabProcesses processes, DaemonFolder folder) throws IOException {
    int seconds = minutes * 60 + 600;
    processes.startAndAwait(
        network.inB(List.of("iperf3", "--server", "--forceflush")),
        folder.fresh("iperf-server.txt"),
        "Server listening");
    processes.startAndAwait(
        network.inB(java("server", "--port=" + TRAFFIC_PORT, "--seconds=" + seconds)),
        folder.fresh("traffic-server.txt"),
        "ready");
    String host = "--host=" + LabNetwork.IPV4_B;
    String port = "--port=" + TRAFFIC_PORT;
    String time = "--seconds=" + seconds;
    List<String> bulk =
        List.of(
            "iperf3",
            "--client",
            LabNetwork.IPV4_B,
            "--time",
            Integer.toString(seconds),
            "--parallel",
            "4",
            "--bitrate",
            mbit / 4 + "M");
    return List.of(
        processes.start(network.inA(bulk), folder.fresh("iperf-client.txt")),
        processes.start(
            network.inA(java("short", host, port, time, "--workers=2", "--think-ms=10")),
            folder.fresh("short.txt")),
        processes.start(
            network.inA(java("request", host, port, time)), folder.fresh("request.txt")));
  }

  private static List<String> java(String... arguments) {
    return LabProcesses.java(TrafficCommand.class, List.of(arguments));
  }

  private Process startNoise(LabNetwork network, LabProcesses processes, DaemonFolder folder)
      throws IOException {
    String port = "--port=" + NOISE_PORT;
    processes.startAndAwait(
        network.inB(LabProcesses.java(NoiseCommand.class, List.of("take", port))),
        folder.fresh("noise-take.txt"),
        "ready");
    return processes.startAndAwait(
        network.inA(
            LabProcesses.java(
                NoiseCommand.class, List.of("send", "--host=" + LabNetwork.IPV4_B, port))),
        folder.fresh("noise-send.txt"),
        "ready");
  }

  private long endNoise(Process noise) throws IOException {
    DaemonFolder.end(noise);
    return Long.parseLong(lastLine("noise-send.txt").replaceAll("\\D", ""));
  }

  private String lastLine(String name) throws IOException {
    List<String> lines = Files.readAllLines(out.resolve(name));
    return lines.get(lines.size() - 1);
  }
}
