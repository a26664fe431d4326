package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.capture.CaptureException;
import io.rttd.config.ConfigException;
import io.rttd.config.ConfigReader;
import io.rttd.config.LogLevel;
import io.rttd.config.RttdConfig;
import io.rttd.config.RttdConfig.LoggingConfig;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.logging.Logging;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import io.rttd.reporting.Reporter;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RttDaemonTest {
  @TempDir Path folder;
  private Path capture;

  /** Keeps what each report said of its interface and its samples; or fails as told. */
  private static final class CapturingSink implements MetricSink {
    private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
    private volatile boolean closed;
    private volatile boolean failing;
    private volatile boolean refusing;
    private volatile long firstReportTakesNs;

    @Override
    public void onReport(Report report) {
      if (firstReportTakesNs > 0 && reports.isEmpty()) {
        LockSupport.parkNanos(firstReportTakesNs);
      }
      if (refusing) {
        throw new IllegalStateException("a sink that fails");
      }
      if (failing) {
        throw new OutOfMemoryError("an unexpected fault");
      }
      long samples = report.peers().stream().mapToLong(peer -> peer.count()).sum();
      reports.add(report.iface() + " " + samples);
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final CapturingSink sink = new CapturingSink();

  @BeforeEach
  void writeCapture() throws Exception {
    capture = folder.resolve("one.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("10.0.0.1", "10.0.0.2", 40_000, 0, 20_000);
    }
  }

  @Test
  void shouldEndWhenTheLastOfItsFilesEnds() throws Exception {
    String again = capture.toString();
    RttDaemon daemon = RttDaemon.launch(files(capture.toString(), again), List.of(sink));
    assertThat(daemon.await(20, TimeUnit.SECONDS)).isTrue();
    daemon.close();

    assertThat(daemon.status().failure()).isEmpty();
    assertThat(daemon.status().isOffline()).isTrue();
    assertThat(daemon.status().samples()).isEqualTo(12);
    assertThat(sink.reports).containsExactlyInAnyOrder("one.pcap 6", "one.pcap 6");
    assertThat(sink.closed).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ips: [10.0.0.2] | 6",
        "ips: [10.0.0.3] | 0",
        "exclude_ips: [10.0.0.2] | 0",
        "hosts: [10.0.0.1] | 6",
        "ports: [1] | 0",
        "filter: host 10.0.0.1 | 6",
        "filter: host 10.0.0.3 | 0"
      })
  void shouldFilterAFileAsItWouldAWire(String line, long samples) throws Exception {
    RttDaemon daemon = RttDaemon.launch(files(capture + "\n  " + line), List.of(sink));
    assertThat(daemon.await(20, TimeUnit.SECONDS)).isTrue();
    daemon.close();

    assertThat(daemon.status().samples()).isEqualTo(samples);
    assertThat(daemon.status().hasDamage()).isFalse();
  }

  @Test
  void shouldReportWhatWasMeasuredWhenItIsStoppedAtOnce() throws Exception {
    RttDaemon daemon = RttDaemon.launch(files(capture.toString()), List.of(sink));
    daemon.stop();
    daemon.close();

    assertThat(sink.reports).as("one last report, whatever is in it").hasSize(1);
    assertThat(sink.closed).isTrue();
  }

  @Tag("fault")
  @Test
  void shouldWaitWithAFileForASinkThatIsSlow() throws Exception {
    int connections = Reporter.INBOX_CAPACITY + 1000;
    Path days = folder.resolve("days.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(days)) {
      for (int i = 0; i < connections; i++) {
        disk.connection("10.0.0.1", "10.0.0.2", 10_000 + i, i * 10_000_000L, 20_000);
      }
    }
    sink.firstReportTakesNs = TimeUnit.SECONDS.toNanos(2);
    RttDaemon daemon = RttDaemon.launch(files(days.toString()), List.of(sink));
    assertThat(daemon.await(60, TimeUnit.SECONDS)).isTrue();
    daemon.close();

    assertThat(daemon.status().samples()).isEqualTo(6L * connections);
    assertThat(daemon.status().hasLostReports()).isFalse();
  }

  @Tag("fault")
  @Test
  void shouldShutDownCompletelyWhenAThreadThrows() throws Exception {
    sink.failing = true;
    RttDaemon daemon = RttDaemon.launch(files(capture.toString()), List.of(sink));
    assertThat(daemon.await(20, TimeUnit.SECONDS)).isTrue();
    daemon.close();

    assertThat(daemon.status().failure())
        .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("unexpected fault"));
  }

  @Tag("fault")
  @Test
  void shouldKnowThatReportsAreLostWhenASinkFails() throws Exception {
    sink.refusing = true;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Logging.configure(new LoggingConfig(false, Path.of("unused"), LogLevel.WARN), err);
    RttDaemon daemon = RttDaemon.launch(files(capture.toString()), List.of(sink));
    try {
      assertThat(daemon.await(20, TimeUnit.SECONDS)).isTrue();
      daemon.close();
    } finally {
      Logging.warningsTo(OutputStream.nullOutputStream());
    }
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("CapturingSink failed to report on one.pcap", "a sink that fails");

    assertThat(daemon.status().failure()).isEmpty();
    assertThat(daemon.status().hasLostReports()).as("which becomes exit code 1").isTrue();
    assertThat(daemon.status().samples()).isEqualTo(6);
  }

  @Test
  void shouldReleaseEverythingWhenOneOfItsCapturesCannotStart() throws Exception {
    RttdConfig config = files(capture.toString(), folder.resolve("none.pcap").toString());

    assertThatThrownBy(() -> RttDaemon.launch(config, List.of(sink)))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("none.pcap");
    assertThat(sink.closed).isTrue();
  }

  private static RttdConfig files(String... paths) throws ConfigException {
    StringBuilder yaml = new StringBuilder("init_config: {log_level: error}\ninstances:\n");
    for (int i = 0; i < paths.length; i++) {
      yaml.append("- pcap: ")
          .append(paths[i])
          .append("\n  tags: ['number:")
          .append(i)
          .append("']\n");
    }
    return new ConfigReader(Map.of(), 2).parse("test.yaml", yaml.toString());
  }
}
