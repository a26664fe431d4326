package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CaptureOnDisk.End;
import io.rttd.daemon.CommandRun;
import io.rttd.model.TcpFlags;
import io.rttd.reporting.json.JsonTree;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code analyze} says of a capture that cannot give what was hoped for. */
class DiagnosisTest {
  private static final End THERE = new End("192.0.2.1", 40_000, "198.51.100.9", 80);
  private static final End BACK = new End("198.51.100.9", 80, "192.0.2.1", 40_000);
  private static final int A = TcpFlags.ACK;

  @TempDir Path folder;
  private Path capture;

  @BeforeEach
  void nameCapture() {
    capture = folder.resolve("capture.pcap");
  }

  @Test
  void shouldSayThatOnlyOneDirectionIsInTheFile() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.segment(0, THERE, 0, 0, TcpFlags.SYN, 0);
      for (int i = 0; i < 10; i++) {
        disk.segment(1_000L * i + 1_000, THERE, 1 + 100 * i, 1 + i, A, 100);
      }
    }

    CommandRun run = rttd("analyze", capture);
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .contains("nothing was measured")
        .contains("only one direction is captured: 10 of 11 segments are data")
        .contains("--merge");
  }

  @Test
  void shouldSayThatAcksHaveNoData() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 10; i++) {
        disk.segment(1_000L * i, BACK, 1, 1 + 100 * i, A, 0);
      }
    }

    assertThat(rttd("analyze", capture).err())
        .contains("only one direction is captured: 10 of 10 segments are ACKs");
  }

  @Test
  void shouldSayThatOneDirectionsClockCountsTai() throws IOException {
    long taiUs = 37_000_000;
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      for (int i = 0; i < 10; i++) {
        disk.segment(10_000L * i, THERE, 1 + 100 * i, 1, A, 100);
      }
      for (int i = 0; i < 10; i++) {
        disk.segment(10_000L * i + 20_000 + taiUs, BACK, 1, 101 + 100 * i, A, 0);
      }
    }

    CommandRun run = rttd("analyze", "--format", "json", capture);
    assertThat(run.err()).contains("the two directions' clocks differ", "37.0 s", "TAI");
    JsonTree diagnosis = JsonTree.parse(run.out()).get("diagnosis");
    assertThat(diagnosis.get("id").text()).isEqualTo("clock_offset");
    assertThat(diagnosis.get("remedy").text()).isNotBlank();
  }

  @Test
  void shouldSayThatNoEndIsLocal() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
    }

    assertThat(rttd("analyze", "--local", "203.0.113.1", capture).err())
        .contains("no RTT sample: 10 of 10 TCP segments have no local end", "--local");
  }

  @Test
  void shouldSayNothingOfACaptureThatIsWhole() throws IOException {
    try (CaptureOnDisk disk = new CaptureOnDisk(capture)) {
      disk.connection("192.0.2.1", "198.51.100.9", 40_000, 0, 20_000);
    }

    assertThat(rttd("analyze", capture).err()).isEmpty();
  }
}
