package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigReader;
import io.rttd.config.RttdConfig;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.demo.DogStatsDLine;
import io.rttd.daemon.demo.DogStatsDListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names of {@code names_file} in what leaves the daemon. */
class NamesFileRunTest {
  @TempDir Path folder;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  @Test
  void shouldReportTheNamesOfTheFileThroughEveryOutlet() throws Exception {
    Path capture = folder.resolve("one.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("10.0.0.1", "10.0.0.2", 40_000, 0, 20_000);
    }
    Path names = Files.writeString(folder.resolve("names"), "10.0.0.1 me\n10.0.0.0/24 rack7\n");
    try (DogStatsDListener listener = new DogStatsDListener(lines::add)) {
      RttDaemon daemon =
          RttDaemon.launch(
              config(
                  """
                  init_config:
                    log_level: error
                    statsd_port: %d
                    names_file: %s
                    jsonl_file: %3$s/lines.json
                    hlog_file: %3$s/lines.hlog
                  instances:
                  - pcap: %4$s
                    local_networks: [10.0.0.1]
                  """
                      .formatted(listener.port(), names, folder, capture)));
      assertThat(daemon.await(20, TimeUnit.SECONDS)).isTrue();
      daemon.close();

      assertThat(daemon.board().intervalsAfter(0).toString()).contains("me", "rack7");
    }
    assertThat(folder.resolve("lines.json"))
        .content()
        .contains("\"src\":\"me\"", "\"dst\":\"rack7\"")
        .doesNotContain("10.0.0.2");
    assertThat(folder.resolve("lines.hlog")).content().contains("me", "rack7");
    assertThat(lines.stream().flatMap(line -> DogStatsDLine.parse(line).stream()))
        .filteredOn(line -> line.name().startsWith("system.net.tcp."))
        .isNotEmpty()
        .allMatch(line -> line.tags().contains("src:me") && line.tags().contains("dst:rack7"));
  }

  private static RttdConfig config(String yaml) throws Exception {
    return new ConfigReader(Map.of(), 2).parse("test.yaml", yaml);
  }
}
