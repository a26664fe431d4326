package io.rttd.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.decode.LinkType;
import io.rttd.capture.file.PcapWriter;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstFramesTest {
  private static final int LARGE_BYTES = 10_000;

  @TempDir private Path folder;

  @Test
  void shouldSeeThatFlowsAreLong() throws IOException {
    assertThat(FirstFrames.areOfLongFlows(capture(20_000, 256))).isTrue();
  }

  @Test
  void shouldSeeThatFlowsAreShort() throws IOException {
    assertThat(FirstFrames.areOfLongFlows(capture(20_000, 257))).isFalse();
  }

  @Test
  void shouldJudgeAShortFileByItsOwnSegments() throws IOException {
    assertThat(FirstFrames.areOfLongFlows(capture(128, 2))).isTrue();
    assertThat(FirstFrames.areOfLongFlows(capture(127, 2))).isFalse();
  }

  @Test
  void shouldLookOnlyAtTheFirstFrames() throws IOException {
    Path file = folder.resolve("late.pcap");
    try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, 64)) {
      write(writer, FirstFrames.FRAMES, 1);
      write(writer, 20_000, 20_000);
    }
    assertThat(FirstFrames.areOfLongFlows(file)).isTrue();
  }

  @Test
  void shouldNotReadLargeFramesWithoutEnd() throws IOException {
    Path file = folder.resolve("large.pcap");
    try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, LARGE_BYTES)) {
      write(writer, 2_000, 1, LARGE_BYTES);
      write(writer, 10_000, 10_000);
    }
    assertThat(FirstFrames.areOfLongFlows(file)).as("the first 16 MiB").isTrue();
  }

  @Test
  void shouldTakeBothDirectionsForOneFlow() throws IOException {
    Path file = folder.resolve("both.pcap");
    try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, 64)) {
      for (int i = 0; i < FirstFrames.LONG_FLOW; i++) {
        writer.onFrame(i + 1, LinkType.RAW, 0, frame(i % 2, 1 - i % 2, 40), 0, 40, 40);
      }
    }
    assertThat(FirstFrames.areOfLongFlows(file)).isTrue();
  }

  @Test
  void shouldLeaveAFileThatCannotBeOpenedToTheAnalysis() throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), "no capture");
    assertThat(FirstFrames.areOfLongFlows(file)).isFalse();
    assertThat(FirstFrames.areOfLongFlows(folder.resolve("missing"))).isFalse();
  }

  private Path capture(int frames, int flows) throws IOException {
    Path file = folder.resolve("flows.pcap");
    try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, 64)) {
      write(writer, frames, flows);
    }
    return file;
  }

  private static void write(PcapWriter writer, int frames, int flows) {
    write(writer, frames, flows, 40);
  }

  private static void write(PcapWriter writer, int frames, int flows, int bytes) {
    for (int i = 0; i < frames; i++) {
      writer.onFrame(i + 1, LinkType.RAW, 0, frame(1 + i % flows, 0, bytes), 0, bytes, bytes);
    }
  }

  /** Between two ports of one host: IPv4 and TCP without options, and zeros. */
  private static UnsafeBuffer frame(int srcPort, int dstPort, int bytes) {
    UnsafeBuffer frame = new UnsafeBuffer(new byte[bytes]);
    frame.putByte(0, (byte) 0x45);
    frame.putShort(2, (short) bytes, ByteOrder.BIG_ENDIAN);
    frame.putByte(8, (byte) 64);
    frame.putByte(9, (byte) 6);
    frame.putShort(20, (short) srcPort, ByteOrder.BIG_ENDIAN);
    frame.putShort(22, (short) dstPort, ByteOrder.BIG_ENDIAN);
    frame.putByte(32, (byte) 0x50);
    return frame;
  }
}
