package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.rttd.capture.CaptureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class CompressionTest {
  private static final int FRAMES = 3000;

  @TempDir Path folder;

  private static byte[] capture(int from, int to) {
    CaptureBytes capture = new CaptureBytes(LITTLE_ENDIAN);
    if (from == 0) {
      capture.pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    }
    Random random = new Random(from);
    for (int i = from; i < to; i++) {
      byte[] bytes = frame(i, 200);
      random.nextBytes(bytes);
      capture.pcapRecord(i, i, 200, bytes);
    }
    return capture.bytes();
  }

  private static byte[] compressed(Compression how, byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out =
        switch (how) {
          case GZIP -> new java.util.zip.GZIPOutputStream(packed);
          case ZSTD -> new ZstdOutputStream(packed);
          case XZ -> new XZOutputStream(packed, new LZMA2Options(0));
          case BZIP2 -> new BZip2CompressorOutputStream(packed, 1);
          case LZ4 -> new FramedLZ4CompressorOutputStream(packed);
        }) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static Reading read(InputStream in) throws CaptureException {
    try (CaptureFileSource source = CaptureFiles.open(in, "pipe")) {
      return Reading.of(source, 100);
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadACompressedFileUnderAnyName(Compression how) throws Exception {
    Path path = folder.resolve("capture.pcap");
    Files.write(path, compressed(how, capture(0, FRAMES)));

    try (CaptureFileSource source = CaptureFiles.open(path)) {
      Reading reading = Reading.of(source, 100);

      assertThat(reading.frames).hasSize(FRAMES);
      assertThat(reading.frames)
          .isEqualTo(Reading.of(capture(0, FRAMES), Reading.Way.FROM_DISK).frames);
      assertThat(reading.fault).isEmpty();
      assertThat(source.isUnpacked()).isTrue();
      assertThat(source.bytesRead()).isEqualTo(source.totalBytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadSeveralCompressedStreamsInARowFromASlowPipe(Compression how) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(compressed(how, capture(0, 10)));
    bytes.write(compressed(how, capture(10, 30)));
    InputStream slow =
        new ByteArrayInputStream(bytes.toByteArray()) {
          @Override
          public synchronized int read(byte[] into, int offset, int length) {
            return super.read(into, offset, Math.min(length, 1));
          }
        };

    Reading reading = read(slow);

    assertThat(reading.frames).hasSize(30);
    assertThat(reading.fault).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void shouldHandOverWhatATruncatedFileHolds(Compression how) throws Exception {
    byte[] packed = compressed(how, capture(0, FRAMES));

    Reading reading = read(new ByteArrayInputStream(packed, 0, packed.length * 3 / 4));

    assertThat(reading.frames).hasSizeBetween(FRAMES / 4, FRAMES - 1);
    assertThat(reading.fault).isPresent();
    assertThat(reading.fault.orElseThrow().message()).startsWith("Reading failed: ");
    assertThat(reading.fault.orElseThrow().byteOffset()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void shouldReadUpToTheDamageAndSayWhatIsDamaged(Compression how) throws Exception {
    byte[] bytes = capture(0, FRAMES);
    byte[] damaged = compressed(how, bytes);
    for (int i = 0; i < 64; i++) {
      damaged[damaged.length * 3 / 4 + i] ^= 0x55;
    }

    Reading reading = read(new ByteArrayInputStream(damaged));

    assertThat(reading.frames).hasSizeGreaterThan(FRAMES / 4);
    assertThat(reading.frames.subList(0, FRAMES / 4))
        .isEqualTo(Reading.of(bytes, Reading.Way.FROM_DISK).frames.subList(0, FRAMES / 4));
    // Some verify what they hand over afterwards: then the damage shows in a record first.
    assertThat(reading.fault.orElseThrow().message())
        .matches("Reading failed: .*(?i:%s|crc).*|A record claims to .*".formatted(how.label()));
  }

  @ParameterizedTest
  @EnumSource
  void shouldNeverTakeDamagedBytesForAWholeFile(Compression how) throws Exception {
    byte[] bytes = capture(0, 300);
    byte[] packed = compressed(how, bytes);
    Random random = new Random(7);
    for (int i = 0; i < 100; i++) {
      byte[] damaged = packed.clone();
      for (int n = 0; n < 8; n++) {
        damaged[4 + random.nextInt(damaged.length - 4)] = (byte) random.nextInt();
      }
      try {
        Reading reading = read(new ByteArrayInputStream(damaged));
        assertThat(reading.frames).hasSizeLessThanOrEqualTo(300);
        assertThat(reading.fault).isPresent();
      } catch (CaptureException e) {
        assertThat(e.reason()).isEqualTo(CaptureException.Reason.BAD_FILE);
      }
    }
  }

  @Test
  void shouldSkipWhatZstdSkips() throws Exception {
    byte[] skippable = HexFormat.of().parseHex("502a4d1804000000" + "61626364");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(skippable);
    bytes.write(compressed(Compression.ZSTD, capture(0, 100)));
    bytes.write(skippable);
    bytes.write(compressed(Compression.ZSTD, capture(100, 200)));
    bytes.write(skippable);

    Reading reading = read(new ByteArrayInputStream(bytes.toByteArray()));

    assertThat(reading.frames).hasSize(200);
    assertThat(reading.fault).isEmpty();
  }

  @Test
  void shouldNotTakeMoreMemoryThanReasonable() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    byte[] header = Arrays.copyOf(compressed(Compression.XZ, capture(0, 1)), 12);
    packed.write(header);
    packed.write(HexFormat.of().parseHex("0200210122000000"));
    int crc = crc32(HexFormat.of().parseHex("0200210122000000"));
    packed.write(
        new byte[] {(byte) crc, (byte) (crc >>> 8), (byte) (crc >>> 16), (byte) (crc >>> 24)});
    packed.write(new byte[100]);

    CaptureException e =
        catchThrowableOfType(
            CaptureException.class, () -> read(new ByteArrayInputStream(packed.toByteArray())));

    assertThat(e).hasMessageContaining("KiB of memory would be needed");
  }

  private static int crc32(byte[] bytes) {
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GZIP")
  void shouldRejectCompressedDataThatIsNotACapture(Compression how) throws Exception {
    byte[] packed = compressed(how, "hello, world".getBytes(StandardCharsets.US_ASCII));

    CaptureException e =
        catchThrowableOfType(CaptureException.class, () -> read(new ByteArrayInputStream(packed)));

    assertThat(e).hasMessageContaining("(\"hello, world\")");
  }
}
