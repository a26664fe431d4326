package io.rttd.testbed.live;

import io.rttd.testbed.lab.LabException;
import io.rttd.testbed.lab.LabNetwork;
import io.rttd.testbed.lab.LabProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The folder of a daemon under test on one end of the lab's network: its configuration, log and
 * reports, and the metrics summed by a {@link MetricTally} beside it.
 */
public final class DaemonFolder {
  private final Path folder;
  private final int statsdPort;
  private final int memoryMb;

  /**
   * Uses an existing folder.
   *
   * @param statsdPort port on which the tally listens
   * @param memoryMb the daemon's {@code memory_limit}
   */
  public DaemonFolder(Path folder, int statsdPort, int memoryMb) {
    this.folder = folder.toAbsolutePath();
    this.statsdPort = statsdPort;
    this.memoryMb = memoryMb;
  }

  /** Creates or empties the file of this name. */
  public Path fresh(String name) {
    return LabProcesses.fresh(folder, name);
  }

  /** The daemon's reports, as JSON lines. */
  public Path reports() {
    return folder.resolve("rttd.jsonl");
  }

  /** Writes the daemon's configuration and deletes earlier reports. */
  public Path configure(String device) throws IOException {
    Files.deleteIfExists(reports());
    return Files.writeString(
        folder.resolve("rttd.yaml"),
        """
        init_config:
          statsd_ip: 127.0.0.1
          statsd_port: %d
          report_interval: 2
          memory_limit: %dMB
          log_to_file: true
          log_file: %s
          jsonl_file: %s
          status_socket: %s
        instances:
        - interface: %s
          mode: tap
          # filter: 'tcp'
        """
            .formatted(
                statsdPort,
                memoryMb,
                fresh("rttd.log"),
                reports(),
                folder.resolve("rttd.sock"),
                device));
  }

  /** Starts the process that sums the daemon's metrics. */
  public Process startTally(LabNetwork network, LabProcesses processes) throws IOException {
    return processes.startAndAwait(
        network.inA(LabProcesses.java(MetricTally.class, List.of("--port=" + statsdPort))),
        fresh("tally.txt"),
        "ready");
  }

  /**
   * Starts the daemon and returns once it measures. The returned process is the daemon itself, as
   * {@code ip netns exec} and the launcher replace themselves by it.
   *
   * @throws LabException if it does not start
   */
  public Process startDaemon(LabNetwork network, LabProcesses processes, Path rttd, Path yaml)
      throws IOException {
    Process daemon =
        processes.start(
            network.inA(List.of(rttd.toString(), "run", "-c", yaml.toString())), fresh("rttd.txt"));
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!Files.readString(folder.resolve("rttd.log")).contains("measuring")) {
      if (LabProcesses.await(daemon, Duration.ofMillis(100)) || System.nanoTime() - endNs > 0) {
        throw new LabException("rttd did not start: see " + folder);
      }
    }
    return daemon;
  }

  /** Ends the tally and returns its sums by name. */
  public Map<String, Double> endTally(Process tally) throws IOException {
    end(tally);
    Map<String, Double> sums = new TreeMap<>();
    for (String line : Files.readAllLines(folder.resolve("tally.txt"))) {
      String[] fields = line.split(" ", 2);
      if (fields.length == 2) {
        sums.put(fields[0], Double.valueOf(fields[1]));
      }
    }
    return sums;
  }

  /** Ends one of our processes that runs until its standard input ends. */
  public static void end(Process process) throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().close();
    LabProcesses.await(process, Duration.ofSeconds(10));
  }
}
