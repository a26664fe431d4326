package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.analyze.Analysis;
import io.rttd.analyze.AnalysisPlan;
import io.rttd.analyze.AnalysisSummary;
import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.pipeline.TimedDirections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --follow}: a file that is still being written. */
class FollowTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void shouldShowWhatIsAppendedUntilItIsStopped() throws Exception {
    Path whole = folder.resolve("whole.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(whole)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.1", "198.51.100.9", 40_001, 1_000_000, 20_000);
    }
    byte[] bytes = Files.readAllBytes(whole);
    int half = bytes.length / 2; // in the middle of a record, maybe
    Path growing = Files.write(folder.resolve("growing.pcap"), Arrays.copyOf(bytes, half));
    AtomicReference<AnalysisSummary> shown = new AtomicReference<>();
    Analysis analysis =
        new Analysis(
            AnalysisPlan.of(List.of(growing), TimedDirections.bothEnds()).followedBy(shown::set));
    CompletableFuture<Void> run = CompletableFuture.runAsync(() -> runOf(analysis));

    await().atMost(PATIENCE).until(() -> shown.get() != null && samples(shown) > 0);
    long before = samples(shown);
    Files.write(growing, Arrays.copyOfRange(bytes, half, bytes.length), StandardOpenOption.APPEND);
    await().atMost(PATIENCE).until(() -> samples(shown) > before);

    analysis.stop();
    run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    AnalysisSummary followed = analysis.summary();
    Analysis atOnce = new Analysis(AnalysisPlan.of(List.of(whole), TimedDirections.bothEnds()));
    atOnce.run();
    assertThat(followed.damages()).isEmpty();
    assertThat(followed.totals().samples()).isEqualTo(atOnce.summary().totals().samples());
  }

  @Test
  void shouldFollowOneFileOnly() throws IOException {
    Path file = Files.createFile(folder.resolve("a.pcap"));
    CommandRun run = rttd("analyze", "--follow", "--merge", file);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--follow reads one file");
  }

  private static long samples(AtomicReference<AnalysisSummary> shown) {
    return shown.get().totals().samples();
  }

  private static void runOf(Analysis analysis) {
    try {
      analysis.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
