package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daemon in a control group that allows it less memory, or less of a processor, than it needs.
 */
@Tag("live")
class ControlGroupLiveTest {
  private static final String PEER = "127.0.0.18";
  private static final long MIB = 1 << 20;
  private static final int KILLED = 128 + 9;
  private static final int BURST = 20_000;

  /** A JVM starts within a second, or two; with a quarter of a processor, within ten. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir Path folder;

  @BeforeEach
  void needPermission() {
    Permission.assumeMayCapture();
  }

  /**
   * The kernel kills it as soon as the JVM itself needs more: then the warning is its last word.
   */
  @Tag("fault")
  @Test
  void shouldSayThatTheControlGroupAllowsTooLittleMemoryBeforeTheKernelKillsIt() throws Exception {
    Path yaml = configure("small", "memory_limit: 256MB");
    try (ControlGroup group = ControlGroup.ofMemory(44 * MIB);
        DaemonProcess rttd =
            DaemonProcess.start(folder, group.entering(), "run", "-c", yaml.toString())) {
      await().atMost(PATIENCE).until(() -> !rttd.isAlive() || logged("small", "measuring"));
      assertThat(folder.resolve("small.log"))
          .content()
          .contains(" WARN  the control group allows 44 MiB, and memory_limit (256 MiB) can reach");
      rttd.terminate();
      assertThat(rttd.exitCode()).isIn(KILLED, 0);
    }
  }

  @Tag("fault")
  @Test
  void shouldMeasureWithinWhatTheControlGroupAllows() throws Exception {
    Path yaml = configure("enough", "memory_limit: 16MB");
    try (ControlGroup group = ControlGroup.ofMemory(160 * MIB);
        DaemonProcess rttd =
            DaemonProcess.start(folder, group.entering(), "run", "-c", yaml.toString())) {
      rttd.awaitMeasuring(folder.resolve("enough.log"));
      Exchange.over(PEER, BURST);
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
    assertThat(packets("enough", "read")).isGreaterThan(BURST / 10);
    assertThat(met("enough")).as("the rest was dropped on a busy host").isGreaterThan(BURST);
    assertThat(folder.resolve("enough.log")).content().doesNotContain("the control group");
  }

  @Tag("fault")
  @Test
  void shouldCountAllThatItMissesWithATwentiethOfAProcessor() throws Exception {
    Path yaml = configure("slow", "memory_limit: 16MB");
    Path reference = configure("reference", "memory_limit: 256MB");
    try (ControlGroup group = ControlGroup.ofCpu(25);
        DaemonProcess slow =
            DaemonProcess.start(folder, group.entering(), "run", "-c", yaml.toString());
        DaemonProcess unlimited =
            DaemonProcess.start(
                Files.createDirectory(folder.resolve("unlimited")),
                List.of(),
                "run",
                "-c",
                reference.toString())) {
      unlimited.awaitMeasuring(folder.resolve("reference.log"));
      await().atMost(PATIENCE).until(() -> !slow.isAlive() || logged("slow", "measuring"));
      assertThat(slow.isAlive()).as("it runs in the control group").isTrue();
      group.allowCpu(5); // Only now: with so little, a JVM takes half a minute to start.
      // Once only: if drops lasted, rttd would measure a share of the flows, and not count the
      // rest.
      Exchange.over(PEER, BURST);
      unlimited.terminate();
      assertThat(unlimited.exitCode()).isZero();
      await().atMost(PATIENCE).until(() -> met("slow") >= packets("reference", "read"));
      await()
          .atMost(PATIENCE)
          .until(() -> logged("slow", "dropped by the kernel because they were not read in time"));
      slow.terminate();
      await().atMost(PATIENCE).until(() -> !slow.isAlive());
      assertThat(slow.exitCode()).isZero();
    }
    assertThat(packets("reference", "kernel_drops")).isZero();
    assertThat(met("slow"))
        .as("each packet was read, or is counted as dropped")
        .isEqualTo(packets("reference", "read"))
        .isGreaterThan(BURST);
  }

  private boolean logged(String name, String words) throws IOException {
    Path log = folder.resolve(name + ".log");
    return Files.exists(log) && Files.readString(log).contains(words);
  }

  private long met(String name) throws IOException {
    return packets(name, "read") + packets(name, "kernel_drops");
  }

  /** The sum of a counter of the capture over all reports. */
  private long packets(String name, String counter) throws IOException {
    Path reports = folder.resolve(name + ".jsonl");
    return Pattern.compile("\"packets\":\\{[^}]*\"" + counter + "\":(\\d+)")
        .matcher(Files.exists(reports) ? Files.readString(reports) : "")
        .results()
        .map(MatchResult::group)
        .mapToLong(text -> Long.parseLong(text.replaceFirst(".*:", "")))
        .sum();
  }

  private Path configure(String name, String memory) throws IOException {
    return Files.writeString(
        folder.resolve(name + ".yaml"),
        """
        init_config:
          dogstatsd_url: off
          report_interval: 1
          log_to_file: true
          log_file: %s/%s.log
          status_socket: %1$s/%2$s.sock
          jsonl_file: %1$s/%2$s.jsonl
          %3$s
        instances:
        - interface: lo
          ips: [%4$s]
        """
            .formatted(folder, name, memory, PEER));
  }
}
