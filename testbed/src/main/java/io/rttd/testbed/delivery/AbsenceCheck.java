package io.rttd.testbed.delivery;

import io.rttd.model.CaptureCounter;
import io.rttd.perf.report.BuiltCommand;
import io.rttd.testbed.lab.LabException;
import io.rttd.testbed.lab.LabProcesses;
import io.rttd.testbed.lab.ResidentMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Kills DogStatsD for a while and restarts it, while rttd measures the loopback interface and
 * reports every second: which metrics of the gap arrive, and what the outage costs rttd.
 */
@Command(
    name = "absence",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Kill DogStatsD for a while, and check which metrics of the gap arrive.")
public final class AbsenceCheck implements Callable<Integer> {
  private static final Pattern STOPPED = Pattern.compile("stopped after (\\d+) samples");

  private static final String COUNT = "system.net.tcp.rtt.count";
  private static final String GAUGE = "system.net.tcp.rtt.p99";

  @Option(names = "--out", description = "Output folder (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("target", "absence");

  @Option(names = "--rttd", description = "The rttd command (default: ${DEFAULT-VALUE}).")
  private Path rttd = BuiltCommand.path();

  @Option(names = "--away-seconds", description = "Default: ${DEFAULT-VALUE}.")
  private int awaySeconds = 60;

  @Option(names = "--before-seconds", description = "Default: ${DEFAULT-VALUE}.")
  private int beforeSeconds = 15;

  @Option(names = "--after-seconds", description = "Default: ${DEFAULT-VALUE}.")
  private int afterSeconds = 15;

  @Option(
      names = "--addresses",
      description = "Number of server addresses (default: ${DEFAULT-VALUE}).")
  private int addresses = 30;

  @Option(names = "--schemes", split = ",", description = "Default: ${DEFAULT-VALUE}.")
  private List<String> schemes = List.of("udp", "unix");

  private final LabProcesses processes = new LabProcesses();

  @Override
  public Integer call() throws IOException {
    boolean complete = true;
    for (String scheme : schemes) {
      Path folder = Files.createDirectories(out.resolve(scheme)).toAbsolutePath();
      for (String name : List.of("lines.txt", "rttd.txt", "listener.txt")) {
        LabProcesses.fresh(folder, name);
      }
      try (processes;
          LoopbackTalk talk = new LoopbackTalk(addresses)) {
        complete &= check(scheme, folder, talk.port());
      }
    }
    return complete ? 0 : 1;
  }

  private boolean check(String scheme, Path folder, int port) throws IOException {
    String url =
        scheme.equals("udp") ? "udp://127.0.0.1:18126" : scheme + "://" + folder.resolve("dsd");
    Path yaml = folder.resolve("rttd.yaml");
    Files.writeString(
        yaml,
        """
        init_config:
          dogstatsd_url: %s
          report_interval: 1
          status_socket: %s
        instances:
        - {interface: lo, ports: [%d]}
        """
            .formatted(url, folder.resolve("status"), port));
    Process listener = listen(url, folder);
    Process daemon =
        processes.start(
            List.of(rttd.toString(), "run", "-c", yaml.toString()), folder.resolve("rttd.txt"));
    List<Double> memoryBefore = ResidentMemory.watch(daemon, beforeSeconds);
    listener.destroyForcibly();
    LabProcesses.await(listener, Duration.ofSeconds(5));
    long killedS = System.currentTimeMillis() / 1000;
    List<Double> memoryAway = ResidentMemory.watch(daemon, awaySeconds);
    listen(url, folder);
    long backS = System.currentTimeMillis() / 1000;
    List<Double> memoryAfter = ResidentMemory.watch(daemon, afterSeconds);
    daemon.destroy();
    if (!LabProcesses.await(daemon, Duration.ofSeconds(15))) {
      throw new LabException("rttd does not stop: see " + folder);
    }
    LabProcesses.await(daemon, Duration.ofSeconds(1));
    return tell(scheme, folder, killedS, backS, memoryBefore, memoryAway, memoryAfter);
  }

  private Process listen(String url, Path folder) throws IOException {
    return processes.startAndAwait(
        LabProcesses.java(
            LineLog.class, List.of("--url=" + url, "--file=" + folder.resolve("lines.txt"))),
        LabProcesses.fresh(folder, "listener.txt"),
        "ready");
  }

  private boolean tell(
      String scheme,
      Path folder,
      long killedS,
      long backS,
      List<Double> memoryBefore,
      List<Double> memoryAway,
      List<Double> memoryAfter)
      throws IOException {
    List<ArrivedLine> lines = ArrivedLine.read(folder.resolve("lines.txt"));
    Set<Long> seconds = new TreeSet<>();
    lines.stream()
        .filter(line -> line.name().equals(GAUGE))
        .filter(line -> line.tag("dst").equals("127.0.1.1"))
        .forEach(line -> seconds.add(line.second()));
    // The second of the kill may fall on either side of it.
    long[] missing =
        LongStream.range(killedS + 1, backS).filter(second -> !seconds.contains(second)).toArray();
    Matcher stopped = STOPPED.matcher(Files.readString(folder.resolve("rttd.txt")));
    long measured = stopped.find() ? Long.parseLong(stopped.group(1)) : -1;
    double arrived = ArrivedLine.sum(lines, COUNT);
    // Every report has one count and one gauge per pair with samples.
    long counts = lines.stream().filter(line -> line.name().equals(COUNT)).count();
    long gauges = lines.stream().filter(line -> line.name().equals(GAUGE)).count();
    long inGap = lines.stream().filter(line -> line.stampS() >= killedS).count();
    System.out.printf(
        Locale.ROOT,
        "%s: away %d s; lines with a timestamp: %d; seconds without a gauge: %d of %d%n"
            + "  samples: measured %d, arrived in counts %.0f; lines of counts %d, of p99 %d; lines lost"
            + " by rttd's count: %.0f%n"
            + "  report lag max %.1f ms, kernel drops %.0f, ring stalls %.0f%n"
            + "  resident MiB: before %.1f, away max %.1f, at the end %.1f%n",
        scheme,
        backS - killedS,
        inGap,
        missing.length,
        backS - killedS - 1,
        measured,
        arrived,
        counts,
        gauges,
        ArrivedLine.sum(lines, "rttd.dogstatsd.lost"),
        lines.stream()
            .filter(line -> line.name().equals("rttd.report.lag"))
            .mapToDouble(ArrivedLine::value)
            .max()
            .orElse(Double.NaN),
        ArrivedLine.sum(lines, CaptureCounter.KERNEL_DROPS.metric()),
        ArrivedLine.sum(lines, CaptureCounter.RING_STALLS.metric()),
        memoryBefore.get(memoryBefore.size() - 1),
        memoryAway.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
        memoryAfter.get(memoryAfter.size() - 1));
    return missing.length == 0 && inGap > 0 && measured == Math.round(arrived) && counts == gauges;
  }
}
