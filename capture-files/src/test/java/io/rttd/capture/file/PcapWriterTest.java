package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.model.Segment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcapWriterTest {
  @TempDir Path folder;

  @Test
  void shouldWriteWhatThePcapFormatSays() throws Exception {
    Path path = folder.resolve("written.pcap");
    Files.write(path, new byte[1000]);
    UnsafeBuffer buffer = new UnsafeBuffer(frame(1, 100));

    try (PcapWriter writer = new PcapWriter(path, 101, 64)) {
      writer.onFrame(1_700_000_000_123_456_789L, 101, 0, buffer, 10, 20, 1500);
      writer.onFrame(4_294_967_295_999_999_999L, 101, 0, buffer, 0, 100, 100);
    }

    CaptureBytes expected =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(PcapReader.MAGIC_NS, 24, 64, 101)
            .pcapRecord(
                1_700_000_000L, 123_456_789, 1500, Arrays.copyOfRange(frame(1, 100), 10, 30))
            .pcapRecord(4_294_967_295L, 999_999_999, 100, frame(1, 64));
    assertThat(Files.readAllBytes(path)).isEqualTo(expected.bytes());
  }

  @Test
  void shouldWriteMoreThanItsBufferHolds() throws Exception {
    Path path = folder.resolve("long.pcap");
    UnsafeBuffer largest = new UnsafeBuffer(frame(1, 262_144));

    try (PcapWriter writer = new PcapWriter(path, ETHERNET, 262_144)) {
      for (int i = 0; i < 300; i++) {
        writer.onFrame(i, ETHERNET, 0, largest, i, 1500, 1500);
      }
      writer.onFrame(300, ETHERNET, 0, largest, 0, 262_144, 262_144);
    }

    Reading reading = Reading.of(Files.readAllBytes(path), Reading.Way.FROM_DISK);
    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames).hasSize(301);
    assertThat(reading.frames.get(299).timeNs()).isEqualTo(299);
    assertThat(reading.frames.get(299).bytes().get(0)).isEqualTo(largest.getByte(299));
    assertThat(reading.frames.get(300))
        .isEqualTo(Reading.frame(300, ETHERNET, frame(1, 262_144), 262_144));
  }

  @ParameterizedTest
  @ValueSource(longs = {Segment.NO_TIME, -1, Long.MAX_VALUE, 4_294_967_296_000_000_000L})
  void shouldWriteZeroForATimeThatPcapCannotHold(long timeNs) throws Exception {
    Path path = folder.resolve("times.pcap");

    try (PcapWriter writer = new PcapWriter(path, ETHERNET, 100)) {
      writer.onFrame(timeNs, ETHERNET, 0, new UnsafeBuffer(frame(1, 60)), 0, 60, 60);
    }

    assertThat(Reading.of(Files.readAllBytes(path)).frames)
        .containsExactly(Reading.frame(0, ETHERNET, frame(1, 60), 60));
  }

  @Test
  void shouldRefuseAFrameOfAnotherLinkType() throws Exception {
    try (PcapWriter writer = new PcapWriter(folder.resolve("x.pcap"), ETHERNET, 100)) {
      UnsafeBuffer buffer = new UnsafeBuffer(frame(1, 60));
      assertThatThrownBy(() -> writer.onFrame(1, 101, 0, buffer, 0, 60, 60))
          .hasMessage("a frame of link type 101 in a file of link type 1");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 262_145})
  void shouldRejectASnaplenThatNoReaderAccepts(int snaplen) {
    Path path = folder.resolve("x.pcap");

    assertThatThrownBy(() -> new PcapWriter(path, ETHERNET, snaplen))
        .hasMessage("snaplen must be 1 to 262144, not " + snaplen);
    assertThat(path).doesNotExist();
  }
}
