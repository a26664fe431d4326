package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process whose memory is out says so and ends: its supervisor starts it again. */
class MemoryFaultsTest {
  private static final Path LAUNCHER = Path.of("src/main/launcher/rttd");
  private static final String AT_THE_END =
      "-XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash";

  @TempDir Path folder;

  /** The flow table takes memory with the first segment: on a shard's thread, or the capture's. */
  @Tag("fault")
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldEndWithAMessageWhenAShardFindsNoMemoryOutsideTheHeap(int shards) throws Exception {
    try (DaemonProcess rttd = start("-XX:MaxDirectMemorySize=600k", shards)) {
      assertThat(rttd.exitCode()).isEqualTo(1);
      assertThat(folder.resolve("rttd.log"))
          .content()
          .contains("ERROR stopping after an unexpected error; please report this")
          .contains("OutOfMemoryError")
          .contains("stopped after 0 samples");
    }
  }

  @Tag("fault")
  @Test
  void shouldEndAtOnceWhenTheHeapIsFull() throws Exception {
    assertThat(LAUNCHER).content().contains(AT_THE_END);
    Path report = folder.resolve("hs_err.log");
    String options = AT_THE_END + " -Xms8m -Xmx8m -XX:ErrorFile=" + report;
    try (DaemonProcess rttd = start(options, 1)) {
      assertThat(rttd.exitCode()).isEqualTo(1);
      assertThat(report).content().contains("OutOfMemory encountered: Java heap space");
    }
  }

  private DaemonProcess start(String javaOptions, int shards) throws Exception {
    Path capture = folder.resolve("one.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      // Enough that a shard that requests memory for each of them is not done in time.
      for (int i = 0; i < 10; i++) {
        disk.connection("10.0.0.1", "10.0.0.2", 40_000 + i, 100L * i, 20_000);
      }
    }
    Path yaml =
        Files.writeString(
            folder.resolve("rttd.yaml"),
            """
            init_config:
              log_to_file: true
              log_file: %s
              shards: %d
            instances:
            - pcap: %s
            """
                .formatted(folder.resolve("rttd.log"), shards, capture));
    List<String> environment = List.of("env", "JDK_JAVA_OPTIONS=" + javaOptions);
    return DaemonProcess.start(folder, environment, "run", "-c", yaml.toString());
  }
}
