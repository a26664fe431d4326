package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CommandRun;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose capture {@code analyze} takes a file for. */
class LocalEndTest {
  private static final String LINE =
      "192.0.2.1 looks local: first its RTTs to the others, then its own leg.";

  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void nameCapture() {
    capture = folder.resolve("capture.pcap");
  }

  @Test
  void shouldLeadWithTheFarLegOfTheEndThatIsInEveryPair() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 3; i++) {
        disk.connection("192.0.2.1", "198.51.100." + i, 40_000, 1_000_000L * i, 20_000);
      }
    }

    for (List<Object> arguments : List.<List<Object>>of(List.of(), List.of("--local=auto"))) {
      List<String> lines = analyze(arguments).outLines();
      assertThat(lines.get(0)).isEqualTo(LINE);
      assertThat(lines.get(1)).isEmpty();
      assertThat(lines.get(2)).startsWith("src");
      assertThat(lines.subList(3, 6)).allMatch(line -> line.startsWith("192.0.2.1 "));
      assertThat(lines.get(6)).isEmpty();
      assertThat(lines.get(7)).startsWith("src");
      assertThat(lines.subList(8, 11)).allMatch(line -> line.startsWith("198.51.100."));
    }
    JsonTree json = JsonTree.parse(analyze(List.of("--format", "json")).out());
    assertThat(json.get("looks_local").text()).isEqualTo("192.0.2.1");
  }

  @Test
  void shouldTakeTheEndOfTheMuchShorterLegWhereThereAreTwo() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
    }

    assertThat(analyze(List.of()).outLines().get(0)).isEqualTo(LINE);
  }

  @Test
  void shouldClaimNothingWhereNoEndIsInEveryPair() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000)
          .connection("192.0.2.2", "198.51.100.8", 40_000, 1_000_000, 20_000);
    }

    assertThat(analyze(List.of()).outLines().get(0)).startsWith("src");
  }

  @Test
  void shouldClaimNothingWhereTheUserSaysWhatIsLocal() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
    }

    assertThat(analyze(List.of("--local=192.0.2.1")).outLines().get(0)).startsWith("src");
    CommandRun both = analyze(List.of("--local=192.0.2.1", "--local=auto"));
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--local auto cannot be combined");
  }

  private CommandRun analyze(List<Object> options) {
    Object[] arguments = new Object[options.size() + 2];
    arguments[0] = "analyze";
    for (int i = 0; i < options.size(); i++) {
      arguments[i + 1] = options.get(i);
    }
    arguments[options.size() + 1] = capture;
    return rttd(arguments);
  }
}
