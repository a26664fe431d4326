package io.rttd.daemon.analyze;

import static io.rttd.daemon.CommandRun.rttd;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.daemon.CaptureOnDisk;
import io.rttd.daemon.CaptureOnDisk.End;
import io.rttd.daemon.CommandRun;
import io.rttd.model.TcpFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMergeTest {
  private static final End THERE = new End("192.0.2.1", 4000, "198.51.100.9", 80);
  private static final End BACK = new End("198.51.100.9", 80, "192.0.2.1", 4000);

  @TempDir Path folder;
  private Path there;
  private Path back;

  @BeforeEach
  void captureEachDirectionOnAnInterfaceOfItsOwn() throws IOException {
    there = folder.resolve("eth0.pcap");
    back = folder.resolve("eth1.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(there)) {
      disk.segment(0, THERE, 100, 900, TcpFlags.ACK, 10)
          .segment(40_000, THERE, 110, 900, TcpFlags.ACK, 10);
    }
    try (CaptureOnDisk disk = new CaptureOnDisk(back)) {
      disk.segment(15_000, BACK, 900, 110, TcpFlags.ACK, 0)
          .segment(57_000, BACK, 900, 120, TcpFlags.ACK, 0);
    }
  }

  @Test
  void shouldMatchAFlowWhoseDirectionsAreInTwoFiles() {
    CommandRun run = rttd("analyze", "--merge", "--samples", "-", back, there);

    assertThat(run.outLines().subList(1, 3))
        .containsExactly(
            "2\t1\t15000000\texact\t192.0.2.1\t4000\t198.51.100.9\t80\tdata\theld",
            "4\t3\t17000000\texact\t192.0.2.1\t4000\t198.51.100.9\t80\tdata\theld");
    assertThat(rttd("analyze", back, there).exitCode()).as("one after the other").isEqualTo(1);
  }

  @Test
  void shouldContinueWithTheOtherFilesWhenOneIsDamagedOrNotACapture() throws IOException {
    byte[] whole = Files.readAllBytes(back);
    Files.write(back, Arrays.copyOf(whole, whole.length - 1));
    Path text = Files.writeString(folder.resolve("notes.txt"), "not a capture at all, but text");

    CommandRun run = rttd("analyze", "--merge", "--format", "csv", text, back, there);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.outLines().get(1)).startsWith("192.0.2.1,198.51.100.9,1,0,15.000000,");
    assertThat(run.err()).contains("notes.txt").contains("eth1.pcap: at byte ");
  }

  @Test
  void shouldLeaveTheFramesOfOneFileInTheirOrder() throws IOException {
    Path backwards = folder.resolve("backwards.pcap");
    try (CaptureOnDisk disk = new CaptureOnDisk(backwards)) {
      disk.segment(50_000, THERE, 100, 900, TcpFlags.ACK, 10)
          .segment(20_000, THERE, 110, 900, TcpFlags.ACK, 10)
          .segment(60_000, BACK, 900, 120, TcpFlags.ACK, 0);
    }

    assertThat(rttd("analyze", "--merge", "--samples", "-", backwards).out())
        .isEqualTo(rttd("analyze", "--samples", "-", backwards).out());
  }
}
