package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.daemon.demo.DogStatsDListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that lacks something: room on a disk, a name server that answers, a folder. */
@Tag("live")
class HostFaultsLiveTest {
  private static final String PEER = "127.0.0.15";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @BeforeEach
  void needPermission() {
    Permission.assumeMayCapture();
  }

  @Tag("fault")
  @Test
  void shouldKeepMeasuringWhileTheDiskOfItsFilesIsFull() throws Exception {
    Permission.assumeMayMakeNamespaces();
    Path disk = Files.createDirectory(folder.resolve("disk"));
    try (DogStatsDListener listener = new DogStatsDListener(line -> {});
        DaemonProcess rttd =
            start(DaemonProcess.onFullDisk(disk), configure(disk, listener.port()))) {
      rttd.awaitMeasuring(folder.resolve("rttd.log"));
      await()
          .atMost(PATIENCE)
          .until(() -> logged("rttd.jsonl: No space left") && logged("rttd.hlog: No space left"));

      Path inside = Path.of("/proc/" + rttd.pid() + "/root" + disk);
      Files.delete(inside.resolve("ballast"));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Exchange.over(PEER, 1);
                return logged("rttd.jsonl again") && logged("rttd.hlog again");
              });
      await().atMost(PATIENCE).until(() -> hasWholePairs(inside.resolve("rttd.jsonl")));
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
  }

  /** Lines of JSON, of which at least one is a pair's, and no half one. */
  private static boolean hasWholePairs(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).allMatch(line -> line.startsWith("{\"type\":") && line.endsWith("}"));
    return lines.stream().anyMatch(line -> line.startsWith("{\"type\":\"pair\""));
  }

  @Tag("fault")
  @Test
  void shouldFollowWhenAllItsFilesAreRotatedAway() throws Exception {
    try (DogStatsDListener listener = new DogStatsDListener(line -> {});
        DaemonProcess rttd = start(List.of(), configure(folder, listener.port()))) {
      rttd.awaitMeasuring(folder.resolve("rttd.log"));
      for (String name : List.of("rttd.log", "rttd.jsonl", "rttd.hlog")) {
        Path file = folder.resolve(name);
        await()
            .atMost(PATIENCE)
            .until(
                () -> {
                  Exchange.over(PEER, 1);
                  return Files.exists(file) && Files.size(file) > 0;
                });
        Files.move(file, folder.resolve(name + ".1"));
        Files.createFile(file); // as logrotate's `create` does
      }
      rttd.hangUp();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Exchange.over(PEER, 1);
                return Files.size(folder.resolve("rttd.log")) > 0
                    && Files.readString(folder.resolve("rttd.hlog")).contains("Tag=lo/")
                    && hasWholePairs(folder.resolve("rttd.jsonl"));
              });
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
    assertThat(folder.resolve("rttd.log")).content().contains("stopped after");
  }

  @Tag("fault")
  @Test
  void shouldEndInOrderWhileItWaitsForNames() throws Exception {
    Permission.assumeMayMakeNamespaces();
    Path resolver = Files.writeString(folder.resolve("resolv.conf"), "nameserver 198.18.0.53\n");
    List<String> withSilentDns =
        List.of(
            "unshare",
            "--net",
            "--mount",
            "sh",
            "-c",
            "ip link set lo up && ip link add dns0 type veth peer name dns1"
                + " && ip address add 198.18.0.1/24 dev dns0"
                + " && ip link set dns0 up && ip link set dns1 up"
                + " && ip neighbour add 198.18.0.53 lladdr 02:00:00:00:00:53 dev dns0"
                + " && mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"",
            resolver.toString());
    Path yaml = configure(folder, 8125);
    Files.writeString(yaml, "  hosts: [db.example.org]\n", StandardOpenOption.APPEND);
    try (DaemonProcess rttd = start(withSilentDns, yaml)) {
      await().atMost(PATIENCE).until(() -> logged("starting with"));
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
    assertThat(folder.resolve("rttd.log"))
        .content()
        .containsPattern("stopped (before the captures started|after 0 samples)");
  }

  @Tag("fault")
  @Test
  void shouldSayInASentenceThatItsTemporaryFolderIsNone() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");
    List<String> withoutTmp = List.of("env", "JAVA_TOOL_OPTIONS=-Djna.tmpdir=/proc/self");
    try (DaemonProcess rttd = start(withoutTmp, configure(folder, 8125))) {
      assertThat(rttd.exitCode()).isEqualTo(1);
      assertThat(rttd.err())
          .content()
          .contains("rttd: cannot load a native library: ", "-Djna.tmpdir=FOLDER")
          .doesNotContain("\tat ");
    }
  }

  @Tag("fault")
  @Test
  void shouldMeasureOnAHostWithoutRun() throws Exception {
    Permission.assumeMayMakeNamespaces();
    // A root of its own, read-only, with all that the host has but /run.
    List<String> withoutRun =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mount -t tmpfs none \"$0\" && for each in /*; do case $each in /run) ;; *)"
                + " if [ -L \"$each\" ]; then cp -P \"$each\" \"$0$each\";"
                + " elif [ -d \"$each\" ]; then"
                + " mkdir \"$0$each\" && mount --rbind \"$each\" \"$0$each\"; fi ;; esac; done;"
                + " mount -o remount,ro \"$0\" && exec chroot \"$0\" \"$@\"",
            Files.createDirectory(folder.resolve("root")).toString());
    Path yaml = configure(folder, 8125);
    Files.writeString(yaml, Files.readString(yaml).replaceAll("  status_socket: .*\n", ""));
    try (DaemonProcess rttd = start(withoutRun, yaml)) {
      rttd.awaitMeasuring(folder.resolve("rttd.log"));
      await()
          .atMost(PATIENCE)
          .until(() -> logged("WARN  rttd status and rttd top will not work: status_socket: /run"));
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                Exchange.over(PEER, 1);
                return hasWholePairs(folder.resolve("rttd.jsonl"));
              });
      rttd.terminate();
      assertThat(rttd.exitCode()).isZero();
    }
  }

  private DaemonProcess start(List<String> prefix, Path yaml) throws IOException {
    return DaemonProcess.start(folder, prefix, "run", "-c", yaml.toString());
  }

  private boolean logged(String words) throws IOException {
    Path log = folder.resolve("rttd.log");
    try (Stream<String> lines = Files.exists(log) ? Files.lines(log) : Stream.empty()) {
      return lines.anyMatch(line -> line.contains(words));
    }
  }

  private Path configure(Path files, int statsdPort) throws IOException {
    return Files.writeString(
        folder.resolve("rttd.yaml"),
        """
        init_config:
          statsd_port: %d
          report_interval: 1
          log_to_file: true
          log_file: %s/rttd.log
          status_socket: %2$s/rttd.sock
          jsonl_file: %3$s/rttd.jsonl
          hlog_file: %3$s/rttd.hlog
        instances:
        - interface: lo
          ips: [%4$s]
        """
            .formatted(statsdPort, folder, files, PEER));
  }
}
