package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture of hours is read in no time: its reports come as fast as DogStatsD takes them. */
class BacklogTest {
  private static final int REPORTS = 500;
  private static final long REPORT_US = TimeUnit.SECONDS.toMicros(10);

  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  @TempDir private Path folder;

  @Tag("fault")
  @Test
  void shouldBringEachReportOfALongCaptureToDogStatsD() throws Exception {
    Path pcap = folder.resolve("long.pcap");
    try (CaptureOnDisk capture = new CaptureOnDisk(pcap)) {
      for (int i = 0; i < REPORTS; i++) {
        capture.connection("10.0.0.1", "10.0.0.2", 40_000 + i, i * REPORT_US + 1_000, 20_000);
      }
    }
    try (DogStatsDListener listener = new DogStatsDListener(lines::add);
        RttDaemon daemon = RttDaemon.launch(config(pcap, listener.port()))) {
      assertThat(daemon.await(60, TimeUnit.SECONDS)).isTrue();

      await().until(() -> values("rttd.report.lag") == REPORTS);
      assertThat(values("system.net.tcp.rtt")).as("both directions").isEqualTo(2 * REPORTS);
      assertThat(daemon.status().hasLostReports()).isFalse();
    }
  }

  private long values(String name) {
    return lines.stream()
        .flatMap(line -> DogStatsDLine.parse(line).stream())
        .filter(line -> line.name().equals(name))
        .count();
  }

  private RttdConfig config(Path pcap, int port) throws Exception {
    Path yaml = folder.resolve("rttd.yaml");
    Files.writeString(
        yaml,
        """
            init_config:
              dogstatsd_url: udp://127.0.0.1:%d
              report_interval: 10
            instances:
              - pcap: %s
                mode: tap
            """
            .formatted(port, pcap));
    return new ConfigReader(Map.of(), 2).read(yaml);
  }
}
