package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.daemon.CommandRun;
import io.rttd.daemon.demo.DogStatsDLine;
import io.rttd.daemon.demo.DogStatsDListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults from outside: the daemon is stopped, killed, not alone, or its log disk is full. */
@Tag("live")
class FaultsLiveTest {
  private static final String PEER = "127.0.0.13";
  private static final int QUESTIONS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** {@code ./dev faults} stops the daemon for a minute; here, time is dear. */
  private static final Duration STOPPED =
      Duration.ofSeconds(Integer.getInteger("rttd.faults.stop.seconds", 2));

  @TempDir Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void needPermission() {
    Permission.assumeMayCapture();
  }

  @Tag("fault")
  @Test
  void shouldMeasureWhatPassedWhileItWasStopped() throws Exception {
    try (DogStatsDListener listener = new DogStatsDListener(lines::add);
        DaemonProcess rttd = start("stopped", listener.port(), "rttd.log")) {
      Exchange.over(PEER, QUESTIONS);
      await().atMost(PATIENCE).until(() -> samples("stopped") >= QUESTIONS);
      double before = samples("stopped");
      rttd.signal("STOP");
      Exchange.over(PEER, QUESTIONS);
      Thread.sleep(STOPPED.toMillis()); // the fault itself: nothing is waited for
      rttd.signal("CONT");

      await().atMost(PATIENCE).until(() -> samples("stopped") >= before + QUESTIONS);
      Exchange.over(PEER, QUESTIONS);
      await().atMost(PATIENCE).until(() -> samples("stopped") >= before + 2 * QUESTIONS);
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
    assertThat(total("rttd.capture.kernel_drops")).isZero();
  }

  @Tag("fault")
  @Test
  void shouldStartOverAfterItWasKilled() throws Exception {
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      try (DaemonProcess killed = start("killed", listener.port(), "killed.log")) {
        await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("killed.sock")));
        killed.signal("KILL");
        assertThat(killed.exitCode()).isEqualTo(128 + 9);
      }
      assertThat(folder.resolve("killed.sock")).as("left behind").exists();
      try (DaemonProcess next = start("killed", listener.port(), "next.log")) {
        await()
            .atMost(PATIENCE)
            .pollInSameThread()
            .untilAsserted(
                () -> {
                  CommandRun status =
                      CommandRun.rttd("status", "-c", folder.resolve("killed.yaml"));
                  assertThat(status.exitCode()).as(status.err()).isZero();
                });
        Exchange.over(PEER, QUESTIONS);
        await().atMost(PATIENCE).until(() -> samples("killed") >= QUESTIONS);
        next.terminate();
        assertThat(next.exitCode()).isZero();
      }
    }
  }

  @Tag("fault")
  @Test
  void shouldMeasureTheSameAsAnotherOnTheSameInterface() throws Exception {
    try (DogStatsDListener listener = new DogStatsDListener(lines::add);
        DaemonProcess first = start("first", listener.port(), "first.log");
        DaemonProcess second = start("second", listener.port(), "second.log")) {
      Exchange.over(PEER, QUESTIONS);
      first.terminate();
      second.terminate();
      assertThat(first.exitCode()).isZero();
      assertThat(second.exitCode()).isZero();
    }
    assertThat(samples("first")).isGreaterThan(QUESTIONS).isEqualTo(samples("second"));
  }

  @Tag("fault")
  @Test
  void shouldKeepMeasuringWhenTheDiskOfItsLogIsFull() throws Exception {
    Permission.assumeMayMakeNamespaces();
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      Path yaml = configure("full", listener.port(), disk.resolve("rttd.log"));
      try (DaemonProcess rttd =
          DaemonProcess.start(
              folder, DaemonProcess.onFullDisk(disk), "run", "-c", yaml.toString())) {
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  Exchange.over(PEER, 1);
                  return samples("full") >= QUESTIONS;
                });
        rttd.terminate();
        assertThat(rttd.exitCode()).isZero();
        assertThat(rttd.err()).content().contains("cannot write the log: No space left on device");
      }
    }
  }

  @Tag("fault")
  @Test
  void shouldKeepWhatDogStatsDMissesAndSendItWhenItIsBack() throws Exception {
    DogStatsDListener first = new DogStatsDListener(lines::add);
    int port = first.port();
    try (DaemonProcess rttd = start("away", port, "away.log")) {
      Exchange.over(PEER, QUESTIONS);
      await().atMost(PATIENCE).until(() -> samples("away") >= QUESTIONS);
      first.close();
      await().atMost(PATIENCE).until(() -> logged("away.log", "accepts no data"));
      double before = samples("away");
      Exchange.over(PEER, QUESTIONS);
      // What is refused now is kept: two reports at least, of which one has the samples.
      await().atMost(PATIENCE).until(() -> reports("away", "\"count\":") >= 2);
      try (DogStatsDListener second = new DogStatsDListener(port, lines::add)) {
        await().atMost(PATIENCE).until(() -> samples("away") >= before + QUESTIONS);
        rttd.terminate();
        assertThat(rttd.exitCode()).isZero();
        assertThat(second.port()).isEqualTo(port);
      }
    }
    assertThat(folder.resolve("away.log"))
        .content()
        .containsPattern("DogStatsD at \\S+ is back after \\d+ s; sending \\d+ buffered lines");
    assertThat(lines).anyMatch(line -> line.startsWith("rttd.dogstatsd.kept:"));
  }

  @Tag("fault")
  @Test
  void shouldSayThatItsInterfaceIsGoneAndWhenItIsBack() throws Exception {
    Permission.assumeMayMakeNamespaces();
    Path log = folder.resolve("gone.log");
    Path yaml = configure("gone", 8125, log);
    Files.writeString(
        yaml,
        Files.readString(yaml)
            .replace("interface: lo", "interface: rttdf0\n  mode: tap")
            .replace(PEER, "192.0.2.1"));
    List<String> inside =
        List.of(
            "unshare",
            "--net",
            "--mount",
            "sh",
            "-c",
            "mount -t sysfs sys /sys && ip link add rttdf0 type veth peer name rttdf1"
                + " && ip link set rttdf0 up && exec \"$@\"",
            "sh");
    try (DaemonProcess rttd = DaemonProcess.start(folder, inside, "run", "-c", yaml.toString())) {
      rttd.awaitMeasuring(log);
      rttd.inItsNetwork("ip", "link", "delete", "rttdf0");
      await()
          .atMost(PATIENCE)
          .until(() -> logged("gone.log", "WARN  rttdf0: the interface is gone; waiting for it"));
      rttd.inItsNetwork("ip", "link", "add", "rttdf0", "type", "veth", "peer", "name", "rttdf1");
      rttd.inItsNetwork("ip", "link", "set", "rttdf0", "up");
      await().atMost(PATIENCE).until(() -> logged("gone.log", "rttdf0: capturing again, after "));
      await().atMost(PATIENCE).until(() -> reports("gone", "\"interruptions\":1,") == 1);
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
  }

  private boolean logged(String file, String words) throws IOException {
    return Files.readString(folder.resolve(file)).contains(words);
  }

  /** Lines of the daemon's own file of reports that contain this. */
  private long reports(String tag, String words) throws IOException {
    Path file = folder.resolve(tag + ".jsonl");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(line -> line.contains(words)).count()
        : 0;
  }

  private DaemonProcess start(String tag, int statsdPort, String log) throws IOException {
    Path file = folder.resolve(log);
    Path yaml = configure(tag, statsdPort, file);
    DaemonProcess rttd = DaemonProcess.start(folder, List.of(), "run", "-c", yaml.toString());
    rttd.awaitMeasuring(file);
    return rttd;
  }

  private Path configure(String tag, int statsdPort, Path log) throws IOException {
    return Files.writeString(
        folder.resolve(tag + ".yaml"),
        """
        init_config:
          statsd_port: %d
          log_to_file: true
          log_file: %s
          report_interval: 1
          status_socket: %s
          jsonl_file: %s
          tags: ['run:%s']
        instances:
        - interface: lo
          ips: [%s]
        """
            .formatted(
                statsdPort,
                log,
                folder.resolve(tag + ".sock"),
                folder.resolve(tag + ".jsonl"),
                tag,
                PEER));
  }

  private double samples(String tag) {
    return values("system.net.tcp.rtt.count", "run:" + tag, "dst:" + PEER);
  }

  private double total(String metric) {
    return values(metric);
  }

  private double values(String metric, String... tags) {
    return lines.stream()
        .flatMap(line -> DogStatsDLine.parse(line).stream())
        .filter(line -> line.name().equals(metric))
        .filter(line -> line.tags().containsAll(List.of(tags)))
        .mapToDouble(line -> line.values().get(0))
        .sum();
  }
}
