package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileTest {
  private static final long GAP_BYTES = 3L << 30;

  @TempDir Path folder;

  /** Packets, a block of 3 GB that is a hole in the file, and packets behind it. */
  private Path fileWithAHole(int packetsBehind) throws IOException {
    Path path = folder.resolve("hole.pcapng");
    CaptureBytes front =
        new CaptureBytes(LITTLE_ENDIAN)
            .section()
            .describe(ETHERNET, 0)
            .enhanced(0, 1, 60, frame(1, 60))
            .u32(0x77)
            .u32(GAP_BYTES);
    CaptureBytes behind = front.body().u32(GAP_BYTES);
    for (int i = 0; i < packetsBehind; i++) {
      behind.enhanced(0, 2 + i, 60, frame(2 + i, 60));
    }
    behind.u32(6).u32(92);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(front.bytes());
      file.seek(front.size() - 8 + GAP_BYTES - 4);
      file.write(behind.bytes());
    }
    return path;
  }

  @Test
  void shouldReadBehindTwoGigabytesInChunksOfAPage() throws Exception {
    Path path = fileWithAHole(500);
    long size = Files.size(path);

    try (CaptureFileSource source = CaptureFiles.open(path, 4096)) {
      Reading reading = Reading.of(source, 64);

      assertThat(reading.frames).hasSize(501);
      for (int i = 0; i < 501; i++) {
        assertThat(reading.frames.get(i))
            .isEqualTo(Reading.frame(1_000L * (i + 1), ETHERNET, frame(i + 1, 60), 60));
      }
      assertThat(reading.fault.orElseThrow().byteOffset()).isEqualTo(size - 8);
      assertThat(size).isGreaterThan(GAP_BYTES);
      assertThat(source.totalBytes()).isEqualTo(size);
      assertThat(source.bytesRead()).isEqualTo(size - 8);
    }
  }

  @Test
  void shouldReadFramesThatLieAcrossTheEdgesOfChunks() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    for (int i = 0; i < 400; i++) {
      capture.pcapRecord(i, i, 1514, frame(i, 1 + (i * 37) % 1500));
    }
    Path path = Files.write(folder.resolve("edges.pcap"), capture.bytes());
    List<Reading.Frame> whole = Reading.of(capture.bytes(), Reading.Way.FROM_DISK).frames;

    for (int chunkBytes = 4096; chunkBytes < 4096 + 64; chunkBytes++) {
      try (CaptureFileSource source = CaptureFiles.open(path, chunkBytes)) {
        assertThat(Reading.of(source, 7).frames).isEqualTo(whole);
      }
    }
    assertThat(whole).hasSize(400);
  }

  @Test
  void shouldTellHowFarItIs() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    for (int i = 0; i < 4; i++) {
      capture.pcapRecord(i, i, 60, frame(i, 60));
    }
    Path path = Files.write(folder.resolve("small.pcap"), capture.bytes());

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      assertThat(source.totalBytes()).isEqualTo(24 + 4 * 76);
      assertThat(source.bytesRead()).isZero();
      assertThat(source.poll(new Reading(), 3)).isEqualTo(3);
      assertThat(source.bytesRead()).isEqualTo(24 + 3 * 76);
    }
  }

  @Test
  void shouldTellHowFarItIsInACompressedFile() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    capture.pcapRecord(1, 1, 60, frame(1, 60));
    byte[] packed = Reading.gzip(capture.bytes());
    Path path = Files.write(folder.resolve("small.pcap"), packed);

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      assertThat(Reading.of(source, 10).frames).hasSize(1);
      assertThat(source.totalBytes()).isEqualTo(packed.length);
      assertThat(source.bytesRead()).isEqualTo(packed.length);
    }
  }

  @Tag("fault")
  @Test
  void shouldEndWithAFaultWhenTheFileIsCutWhileItIsRead() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    for (int i = 0; i < 4000; i++) {
      capture.pcapRecord(i, i, 60, frame(i, 60));
    }
    Path path = Files.write(folder.resolve("shrinking.pcap"), capture.bytes());

    try (CaptureFileSource source = CaptureFiles.open(path, 4096)) {
      assertThat(source.poll(new Reading(), 10)).isEqualTo(10);
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(8192);
      }
      Reading reading = Reading.of(source, 10);

      assertThat(reading.frames).hasSize((8192 - 24) / 76 - 10);
      assertThat(reading.fault.orElseThrow().message())
          .isEqualTo("The file was truncated while it was read: its end is missing.");
      assertThat(reading.fault.orElseThrow().byteOffset()).isBetween(8192L - 76, 8192L);
      assertThat(source.poll(new Reading(), 10)).isEqualTo(FrameSource.END);
    }
  }

  @Test
  void shouldNameTheBlockInWhichTheFileWasCut() throws Exception {
    Path path = fileWithAHole(1);

    try (CaptureFileSource source = CaptureFiles.open(path, 64)) {
      assertThat(source.poll(new Reading(), 1)).isEqualTo(1);
      long block = source.bytesRead();
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(2 * block);
      }
      Reading reading = Reading.of(source, 10);

      assertThat(reading.frames).isEmpty();
      assertThat(reading.fault.orElseThrow().message())
          .isEqualTo("The file was truncated while it was read: its end is missing.");
      assertThat(reading.fault.orElseThrow().byteOffset()).isEqualTo(block);
    }
  }

  @Test
  void shouldDeliverWhatItReadBeforeTheFileWasCut() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    for (int i = 0; i < 50; i++) {
      capture.pcapRecord(1 + i, i, 60, frame(i, 60));
    }
    Path path = Files.write(folder.resolve("shrinking.pcap"), capture.bytes());

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      assertThat(source.poll(new Reading(), 10)).isEqualTo(10);
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(1000);
      }
      Reading reading = Reading.of(source, 10);

      assertThat(reading.frames)
          .hasSize(40)
          .endsWith(Reading.frame(50 * 1_000_000_000L + 49, ETHERNET, frame(49, 60), 60));
      assertThat(reading.fault).isEmpty();
    }
  }

  @Test
  void shouldEndWithAFaultWhenTheNextChunkIsGone() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    for (int i = 0; i < 4000; i++) {
      capture.pcapRecord(i, i, 60, frame(i, 60));
    }
    Path path = Files.write(folder.resolve("shrinking.pcap"), capture.bytes());

    try (CaptureFileSource source = CaptureFiles.open(path, 4096)) {
      assertThat(source.poll(new Reading(), 10)).isEqualTo(10);
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(4096);
      }
      Reading reading = Reading.of(source, 10);

      assertThat(reading.frames).hasSize((4096 - 24) / 76 - 10);
      assertThat(reading.fault.orElseThrow().message())
          .startsWith("The file was truncated while it was read");
    }
  }

  @Test
  void shouldEndOnceClosed() throws Exception {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    capture.pcapRecord(1, 1, 60, frame(1, 60));
    Path path = Files.write(folder.resolve("closed.pcap"), capture.bytes());
    ByteBuffer seen = ByteBuffer.allocate(4);

    CaptureFileSource source = CaptureFiles.open(path);
    source.close();
    source.close();

    assertThat(source.poll((t, l, i, b, o, c, w) -> b.getBytes(o, seen, 4), 1))
        .isEqualTo(FrameSource.END);
    assertThat(seen.position()).isZero();
    assertThat(source.fault()).isEmpty();
    assertThat(source.isLive()).isFalse();
  }
}
