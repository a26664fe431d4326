package io.rttd.testbed.lab;

import io.rttd.pipeline.live.LiveMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Checks that the live sources see every packet: runs iperf3 between two namespaces joined by a
 * veth pair that carries only TCP, and compares with the interface's own counters.
 *
 * <p>All sources listen at the same time: AF_PACKET, libpcap, and tcpdump. The output folder keeps
 * tcpdump's file as {@code capture.pcap} and the kernel's view of the sockets in {@code ss.txt}.
 */
@Command(
    name = "count",
    mixinStandardHelpOptions = true,
    description = "Check that the live sources see every packet that the interface counts.")
public final class CountCheck implements Callable<Integer> {
  private static final int MARGIN_SECONDS = 20;

  @Option(names = "--out", required = true, description = "Output folder, created if missing.")
  private Path out = Path.of("count");

  @Option(names = "--seconds", description = "Duration of the traffic (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--streams",
      description = "Number of iperf3 streams (default: ${DEFAULT-VALUE}).")
  private int streams = 4;

  @Option(names = "--mss", description = "MSS of the streams; 0: that of the interface.")
  private int mss;

  @Option(names = "--rate-mbit", description = "Rate of each stream; 0: unlimited.")
  private int rateMbit;

  private final LabProcesses processes = new LabProcesses();
  private final Map<LiveMethod, Process> counters = new LinkedHashMap<>();

  @Override
  public Integer call() throws IOException {
    String obstacle = LabNetwork.obstacle();
    if (!obstacle.isEmpty()) {
      System.err.println("count: " + obstacle);
      return 3;
    }
    Files.createDirectories(out);
    LabNetwork network = new LabNetwork();
    Thread hook = new Thread(() -> cleanUp(network), "count-cleanup");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      VethPair.join(network);
      return check(network);
    } catch (LabException e) {
      System.err.println("count: " + e.getMessage());
      return 1;
    } finally {
      cleanUp(network);
    }
  }

  private void cleanUp(LabNetwork network) {
    processes.close();
    network.close();
  }

  private int check(LabNetwork network) throws IOException {
    for (LiveMethod method : LiveMethod.values()) {
      List<String> arguments = List.of("--interface=" + network.tapA(), "--method=" + method);
      counters.put(
          method,
          processes.startAndAwait(
              network.inA(LabProcesses.java(FrameCount.class, arguments)),
              fresh(method + ".txt"),
              "ready"));
    }
    Process tcpdump =
        processes.startAndAwait(
            network.tcpdump(out, 0), fresh("tcpdump.txt"), "tcpdump: listening");
    processes.startAndAwait(
        network.inB(List.of("iperf3", "--server", "--one-off", "--forceflush")),
        fresh("server.txt"),
        "Server listening");
    long before = VethPair.counted(network);
    send(network);
    // The kernel hands a partly filled block to tcpdump after a second.
    LabProcesses.await(tcpdump, Duration.ofMillis(2500));
    long packets = VethPair.counted(network) - before;
    LabProcesses.stop(tcpdump);
    return compare(packets);
  }

  private void send(LabNetwork network) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("iperf3", "--client", LabNetwork.IPV4_B, "--time", "" + seconds));
    command.addAll(List.of("--parallel", "" + streams));
    if (mss > 0) {
      command.addAll(List.of("--set-mss", "" + mss));
    }
    if (rateMbit > 0) {
      command.addAll(List.of("--bitrate", rateMbit + "M"));
    }
    Process client = processes.start(network.inA(command), fresh("client.txt"));
    Path sockets = fresh("ss.txt");
    long endNs = System.nanoTime() + Duration.ofSeconds(seconds + MARGIN_SECONDS).toNanos();
    while (!LabProcesses.await(client, Duration.ofSeconds(1))) {
      if (System.nanoTime() - endNs > 0) {
        throw new LabException("the traffic did not end in time: see " + out);
      }
      Files.writeString(
          sockets, VethPair.run(network.inA(List.of("ss", "-tinHO"))), StandardOpenOption.APPEND);
    }
    if (client.exitValue() != 0) {
      throw new LabException("iperf3 failed: see " + out);
    }
  }

  private int compare(long packets) throws IOException {
    System.out.println("the interface counted " + packets);
    boolean agree = true;
    for (Map.Entry<LiveMethod, Process> counter : counters.entrySet()) {
      try {
        counter.getValue().getOutputStream().write('\n');
        counter.getValue().getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(counter.getKey() + " exited early: see " + out, e);
      }
      if (!LabProcesses.await(counter.getValue(), Duration.ofSeconds(10))) {
        throw new LabException(counter.getKey() + " did not exit: see " + out);
      }
      String result = lastLine(out.resolve(counter.getKey() + ".txt"));
      System.out.println(counter.getKey() + " " + result);
      agree &= result.equals("frames " + packets + " drops 0");
    }
    List<String> said = Files.readAllLines(out.resolve("tcpdump.txt"), StandardCharsets.UTF_8);
    said.stream()
        .filter(line -> line.contains(" packets "))
        .forEach(line -> System.out.println("tcpdump: " + line));
    agree &= said.contains(packets + " packets captured");
    System.out.println(agree ? "all equal" : "NOT equal");
    return agree ? 0 : 1;
  }

  private static String lastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    return lines.isEmpty() ? "" : lines.get(lines.size() - 1);
  }

  private Path fresh(String name) {
    return LabProcesses.fresh(out, name);
  }
}
