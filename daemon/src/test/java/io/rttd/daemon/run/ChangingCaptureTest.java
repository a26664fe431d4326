package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.ConfigReader;
import io.rttd.config.LogLevel;
import io.rttd.config.RttdConfig.LoggingConfig;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.daemon.logging.Logging;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import io.rttd.reporting.Reporter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A capture file that changes while {@code rttd analyze} or {@code rttd run} reads it: the first
 * output, of which there is more than fits into the buffers, triggers the change.
 */
class ChangingCaptureTest {
  /** More reports, and more samples, than fit between the reading and the writing. */
  private static final int CONNECTIONS = Reporter.INBOX_CAPACITY + 3_000;

  private static final int SAMPLES_EACH = 6;
  private static final int CUT_BYTES = 10;

  @TempDir Path folder;
  private Path capture;
  private byte[] whole;

  /** A change of the file. */
  private interface Change {
    void apply() throws IOException;
  }

  /** What a command made of it. */
  private record Outcome(long samples, String err, boolean failed) {}

  @BeforeEach
  void write() throws IOException {
    capture = folder.resolve("changing.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        disk.connection("10.0.0.1", "10.0.0.2", 10_000 + i, i * 10_000_000L, 20_000);
      }
    }
    whole = Files.readAllBytes(capture);
  }

  @Tag("fault")
  @Test
  void shouldMeasureWhatAFileHeldThatGrowsMeanwhile() throws Exception {
    byte[] more = Arrays.copyOfRange(whole, 24, 24 + whole.length / 2);
    Change growth = () -> Files.write(capture, more, StandardOpenOption.APPEND);

    Outcome analyzed = analyze(growth);
    assertThat(analyzed.samples()).isEqualTo(SAMPLES_EACH * CONNECTIONS);
    assertThat(analyzed.err()).contains("The file has grown since it was opened: the last ");
    assertThat(analyzed.failed()).isFalse();

    Files.write(capture, whole);
    Outcome measured = run(growth);
    assertThat(measured.samples()).isEqualTo(SAMPLES_EACH * CONNECTIONS);
    assertThat(measured.failed()).isFalse();
  }

  @Tag("fault")
  @Test
  void shouldSayThatTheLastRecordWasCutWhenItIsCompletedMeanwhile() throws Exception {
    byte[] rest = Arrays.copyOfRange(whole, whole.length - CUT_BYTES, whole.length);
    Change completion = () -> Files.write(capture, rest, StandardOpenOption.APPEND);
    String said = "The capture ends in the middle of a frame, and is still being written.";

    Files.write(capture, Arrays.copyOf(whole, whole.length - CUT_BYTES));
    Outcome analyzed = analyze(completion);
    // The last frame is the ACK of a FIN.
    assertThat(analyzed.samples()).isEqualTo(SAMPLES_EACH * CONNECTIONS - 1);
    assertThat(analyzed.err()).contains("changing.pcap: at byte ", said);
    assertThat(analyzed.failed()).isTrue();

    Files.write(capture, Arrays.copyOf(whole, whole.length - CUT_BYTES));
    Outcome measured = run(completion);
    assertThat(measured.samples()).isEqualTo(SAMPLES_EACH * CONNECTIONS - 1);
    assertThat(measured.err()).contains("changing.pcap: at byte ", said);
    assertThat(measured.failed()).isTrue();
  }

  @Tag("fault")
  @Test
  void shouldSayThatTheFileWasTruncatedMeanwhile() throws Exception {
    Change cut =
        () -> {
          try (RandomAccessFile file = new RandomAccessFile(capture.toFile(), "rw")) {
            file.setLength(4096);
          }
        };

    Outcome analyzed = analyze(cut);
    assertThat(analyzed.samples()).isBetween(1L, SAMPLES_EACH * CONNECTIONS - 1L);
    assertThat(analyzed.err())
        .contains("changing.pcap: at byte ", "The file was truncated while it was");
    assertThat(analyzed.failed()).isTrue();

    Files.write(capture, whole);
    Outcome measured = run(cut);
    assertThat(measured.samples()).isBetween(1L, SAMPLES_EACH * CONNECTIONS - 1L);
    assertThat(measured.err())
        .contains("changing.pcap: at byte ", "The file was truncated while it was");
    assertThat(measured.failed()).isTrue();
  }

  private Outcome analyze(Change change) {
    Changing out = new Changing(change);
    CommandRun run = CommandRun.rttdTo(out, "analyze", "--samples", "-", capture);
    long samples = out.kept.toString(StandardCharsets.UTF_8).lines().count() - 1;
    return new Outcome(samples, run.err(), run.exitCode() != 0);
  }

  private Outcome run(Change change) throws Exception {
    String yaml = "init_config: {}\ninstances:\n- pcap: " + capture + "\n";
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Logging.configure(new LoggingConfig(false, Path.of("unused"), LogLevel.WARN), err);
    try {
      RttDaemon daemon =
          RttDaemon.launch(
              new ConfigReader(Map.of(), 2).parse("test.yaml", yaml),
              List.of(new Changing(change)));
      assertThat(daemon.await(60, TimeUnit.SECONDS)).isTrue();
      daemon.close();
      return new Outcome(
          daemon.status().samples(),
          err.toString(StandardCharsets.UTF_8),
          daemon.status().hasDamage());
    } finally {
      Logging.warningsTo(OutputStream.nullOutputStream());
    }
  }

  /** Changes the file on the first output. */
  private static final class Changing extends OutputStream implements MetricSink {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Change change;
    private boolean changed;

    Changing(Change change) {
      this.change = change;
    }

    private void changeOnce() {
      if (!changed) {
        changed = true;
        try {
          change.apply();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }

    @Override
    public void onReport(Report report) {
      changeOnce();
    }

    @Override
    public void write(int b) {
      changeOnce();
      kept.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      changeOnce();
      kept.write(bytes, offset, length);
    }

    @Override
    public void close() {
      // Nothing to close.
    }
  }
}
