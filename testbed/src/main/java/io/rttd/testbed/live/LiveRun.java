package io.rttd.testbed.live;

import io.rttd.testbed.lab.LabException;
import io.rttd.testbed.lab.LabNetwork;
import io.rttd.testbed.lab.LabProcesses;
import io.rttd.testbed.lab.VethPair;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One observer under one kind of traffic. It listens from before the first packet until after the
 * last, so every packet must be accounted for; its CPU time is measured in between, when it is
 * warm.
 */
final class LiveRun implements AutoCloseable {
  static final int STATSD_PORT = 18_125;

  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final long START_LIMIT_MS = 15_000;
  private static final int MARGIN_SECONDS = 30;
  private static final int TAIL_BYTES = 4096;
  private static final Pattern SENT = Pattern.compile("sent (\\d+)");

  private final LiveBench bench;
  private final LabNetwork network;
  private final Observer observer;
  private final Traffic traffic;
  private final LabProcesses processes = new LabProcesses();

  /**
   * The traffic to send.
   *
   * @param packetsPerSecond of the blaster; 0 for as many as possible
   * @param flows of the blaster; 0 for iperf3 instead, between the kernels' own TCP
   */
  record Traffic(long packetsPerSecond, int flows) {}

  LiveRun(LiveBench bench, LabNetwork network, Observer observer, Traffic traffic) {
    this.bench = bench;
    this.network = network;
    this.observer = observer;
    this.traffic = traffic;
  }

  /** Runs the observer from start to end. */
  LiveFigures perform() throws IOException {
    Path said = fresh(observer.lowerCase() + ".txt");
    Process tally = startTally();
    long passedBefore = VethPair.counted(network);
    Process observing =
        processes.start(
            network.inA(observer.command(bench, network.tapA(), bench.out.toAbsolutePath())), said);
    awaitListening(observing, said);
    Process sender = startTraffic();
    pause(warmUpSeconds());
    final Reading first = read(observing);
    pause(bench.seconds);
    final Reading last = read(observing);
    endTraffic(sender);
    LabProcesses.await(observing, SETTLE);
    final long passed = VethPair.counted(network) - passedBefore;
    LabProcesses.stop(observing);
    String output = Files.readString(said) + endTally(tally);
    return figures(first, last, traffic.flows() == 0 ? passed : sent(), output);
  }

  @Override
  public void close() {
    processes.close();
    // Packets that tshark had captured but not yet read.
    deleteFiles("wireshark_*");
  }

  private record Reading(long timeNs, long passed, long handled, ThreadCpu cpu) {}

  private Reading read(Process observing) throws IOException {
    long passed = VethPair.counted(network);
    long handled = observer.mayLagBehind() ? lastFrameOf("tshark.tsv") : passed;
    return new Reading(System.nanoTime(), passed, handled, ThreadCpu.of(observing.toHandle()));
  }

  private LiveFigures figures(Reading first, Reading last, long sent, String output) {
    long captured = observer.captured(output);
    long dropped = observer.dropped(output);
    double lost = observer.mayLagBehind() || dropped <= 0 ? 0 : (double) dropped / sent;
    double handled = Math.max(1, (last.handled - first.handled) * (1 - lost));
    Map<String, Double> threads = new TreeMap<>();
    last.cpu.since(first.cpu).forEach((name, ranNs) -> threads.put(name, ranNs / handled));
    double cpu = threads.values().stream().mapToDouble(Double::doubleValue).sum();
    double seconds = (last.timeNs - first.timeNs) / 1e9;
    return new LiveFigures(
        (last.passed - first.passed) / seconds, cpu, threads, sent, captured, dropped);
  }

  private long sent() throws IOException {
    String line = Files.readString(bench.out.resolve("blaster.txt"));
    Matcher matcher = SENT.matcher(line);
    if (!matcher.find()) {
      throw new LabException("the generator did not report what it sent: " + line.strip());
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Waits for a packet socket in A: only a capturing observer has one. */
  private void awaitListening(Process observing, Path said) {
    long endNs = System.nanoTime() + START_LIMIT_MS * 1_000_000;
    List<String> sockets = network.inA(List.of("cat", "/proc/net/packet"));
    while (VethPair.run(sockets).lines().count() < 2) {
      if (LabProcesses.await(observing, Duration.ofMillis(50)) || System.nanoTime() > endNs) {
        throw new LabException(observer.lowerCase() + " does not capture: see " + said);
      }
    }
    LabProcesses.await(observing, SETTLE);
  }

  private Process startTraffic() {
    if (traffic.flows() == 0) {
      processes.startAndAwait(
          network.inA(List.of("iperf3", "--server", "--one-off", "--forceflush")),
          fresh("server.txt"),
          "Server listening");
      int seconds = warmUpSeconds() + bench.seconds + 1;
      List<String> client = List.of("iperf3", "--client", LabNetwork.IPV4_A, "--time");
      List<String> command = new ArrayList<>(client);
      command.addAll(List.of("" + seconds, "--parallel", "4", "--set-mss", "1448"));
      return processes.start(network.inB(command), fresh("client.txt"));
    }
    // Pinned to one processor, which others may use too; the observer has the rest.
    int processor = Runtime.getRuntime().availableProcessors() - 1;
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "" + processor));
    command.addAll(
        LabProcesses.java(
            BlastCommand.class,
            List.of(
                "--interface=" + network.tapB(),
                "--packets-per-second=" + traffic.packetsPerSecond(),
                "--flows=" + traffic.flows(),
                "--payload-bytes=" + bench.payloadBytes)));
    return processes.startAndAwait(network.inB(command), fresh("blaster.txt"), "ready");
  }

  private void endTraffic(Process sender) {
    try {
      sender.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!LabProcesses.await(sender, Duration.ofSeconds(MARGIN_SECONDS))
        || sender.exitValue() != 0) {
      throw new LabException("the traffic failed: see " + bench.out);
    }
  }

  private Process startTally() {
    return processes.startAndAwait(
        network.inA(LabProcesses.java(MetricTally.class, List.of("--port=" + STATSD_PORT))),
        fresh("tally.txt"),
        "ready");
  }

  private String endTally(Process tally) throws IOException {
    DaemonFolder.end(tally);
    return Files.readString(bench.out.resolve("tally.txt"));
  }

  /** Number at the start of the last complete line. */
  private long lastFrameOf(String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(bench.out.resolve(name).toFile(), "r")) {
      byte[] tail = new byte[(int) Math.min(TAIL_BYTES, file.length())];
      file.seek(file.length() - tail.length);
      file.readFully(tail);
      String[] lines = new String(tail, StandardCharsets.US_ASCII).split("\n", -1);
      return lines.length < 2 ? 0 : Long.parseLong(lines[lines.length - 2].split("\t", 2)[0]);
    }
  }

  private int warmUpSeconds() {
    return observer.warmsUp() ? bench.warmUpSeconds : 1;
  }

  private void pause(int seconds) {
    try {
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted");
    }
  }

  private void deleteFiles(String pattern) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(bench.out, pattern)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path fresh(String name) {
    return LabProcesses.fresh(bench.out, name);
  }
}
