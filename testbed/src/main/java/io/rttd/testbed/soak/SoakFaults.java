package io.rttd.testbed.soak;

import io.rttd.testbed.lab.VethPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Faults, drawn from a seed; none may lose a packet uncounted. */
final class SoakFaults {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

  /** Short enough not to look like overload, in which rttd excludes flows without counting them. */
  private static final Duration LONGEST_STOP = Duration.ofSeconds(2);

  private final Random random;
  private final long daemon;
  private final long receiver;
  private final Path yaml;
  private final String goodYaml;
  private final Map<String, Integer> done = new TreeMap<>();

  /**
   * Creates the faults without injecting any.
   *
   * @param daemon its process
   * @param receiver the process that receives its metrics
   * @param yaml its configuration
   */
  SoakFaults(long seed, long daemon, long receiver, Path yaml) throws IOException {
    this.random = new Random(seed);
    this.daemon = daemon;
    this.receiver = receiver;
    this.yaml = yaml;
    this.goodYaml = Files.readString(yaml);
  }

  /** Why they cannot be injected here; empty if they can. */
  static String obstacle() throws IOException {
    // A process that inherits an ignored SIGHUP, as from nohup, keeps ignoring it, and so does a
    // JVM.
    String status = Files.readString(Path.of("/proc/self/status"));
    return status.matches("(?s).*SigIgn:\\s[0-9a-f]*[13579bdf]\\s.*")
        ? "SIGHUP is ignored here, and the daemon would inherit that: do not use nohup"
        : "";
  }

  /** Waits a while, and injects a fault. */
  void next() throws IOException, InterruptedException {
    Thread.sleep(random.nextLong(LONGEST_PAUSE.toMillis()));
    switch (random.nextInt(5)) {
      case 0 -> stopped("daemon stopped", daemon);
      case 1 -> stopped("receiver stopped", receiver);
      case 2 -> hangUp("configuration reloaded", goodYaml);
      case 3 -> {
        hangUp("configuration replaced by garbage", "instances: [\u0000{{{ x");
        Thread.sleep(1000);
        Files.writeString(yaml, goodYaml);
      }
      default -> hangUp("filter replaced", goodYaml.replace("# filter", "filter"));
    }
  }

  private void stopped(String name, long pid) throws InterruptedException {
    count(name);
    signal("STOP", pid);
    Thread.sleep(random.nextLong(LONGEST_STOP.toMillis()));
    signal("CONT", pid);
  }

  private void hangUp(String name, String text) throws IOException {
    count(name);
    Files.writeString(yaml, text);
    signal("HUP", daemon);
  }

  private void count(String name) {
    done.merge(name, 1, Integer::sum);
  }

  private static void signal(String name, long pid) {
    VethPair.run(List.of("sh", "-c", "kill -s " + name + " " + pid));
  }

  /** Number of times each fault was injected. */
  Map<String, Integer> done() {
    return done;
  }
}
