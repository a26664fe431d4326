package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.rttd.capture.CaptureException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZstdTest {
  private static final int FRAMES = 2000;
  private static final int CHECKSUM_FLAG = 0x04;

  @Test
  void shouldHandOverAllWholeBlocksOfATruncatedFileWithAChecksum() throws Exception {
    byte[] packed = packed();
    assertThat(packed[4] & CHECKSUM_FLAG).isNotZero();

    Reading reading = read(Arrays.copyOf(packed, packed.length * 3 / 4));

    // The bytes are random, so that three of four blocks of 128 KiB are whole.
    assertThat(reading.frames).hasSizeBetween(FRAMES / 2, FRAMES - 1);
    assertThat(reading.fault.orElseThrow().message())
        .isEqualTo("Reading failed: the zstd stream ends too early.");
  }

  @Test
  void shouldHandOverAllOfAFileThatLacksItsChecksumOnly() throws Exception {
    byte[] packed = packed();

    Reading reading = read(Arrays.copyOf(packed, packed.length - 1));

    assertThat(reading.frames).hasSize(FRAMES);
    assertThat(reading.fault.orElseThrow().message()).contains("ends too early");
  }

  @Test
  void shouldSayThatAChecksumDoesNotMatch() throws Exception {
    byte[] packed = packed();
    packed[packed.length - 1]++;

    Reading reading = read(packed);

    assertThat(reading.frames).hasSize(FRAMES);
    assertThat(reading.fault.orElseThrow().message())
        .isEqualTo("Reading failed: zstd: a checksum does not match.");
  }

  @ParameterizedTest
  @CsvSource({
    "28b52ffd0470, 16", // a window of 2^(10 + 14)
    "28b52ffd0489, 144",
    "28b52ffda401000001, 17", // a single segment of 2^24 + 1 bytes
  })
  void shouldSayWhatToDoAboutALargeWindow(String header, int mebibytes) {
    byte[] start = HexFormat.of().parseHex(header + "010000");

    assertThatThrownBy(() -> read(start))
        .isInstanceOf(CaptureException.class)
        .hasMessageContaining("a window of " + mebibytes + " MiB is too large")
        .hasMessageContaining("zstd -d --long=31 FILE");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "The quick brown fox jumps over the lazy dog, 0b242d361fda71bc"
  })
  void shouldHashAsXxh64Does(String text, String hash) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    XxHash64 whole = new XxHash64();
    whole.update(bytes, 0, bytes.length);
    XxHash64 pieces = new XxHash64();
    for (int i = 0; i < bytes.length; i++) {
      pieces.update(bytes, i, 1);
    }

    assertThat(HexFormat.of().toHexDigits(whole.value())).isEqualTo(hash);
    assertThat(pieces.value()).isEqualTo(whole.value());
  }

  private static byte[] packed() throws IOException {
    CaptureBytes capture =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 65535, ETHERNET);
    Random random = new Random(5);
    for (int i = 0; i < FRAMES; i++) {
      byte[] bytes = frame(i, 300);
      random.nextBytes(bytes);
      capture.pcapRecord(i, i, 300, bytes);
    }
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (ZstdOutputStream out = new ZstdOutputStream(packed)) {
      out.write(capture.bytes());
    }
    return packed.toByteArray();
  }

  private static Reading read(byte[] bytes) throws CaptureException {
    try (CaptureFileSource source = CaptureFiles.open(new ByteArrayInputStream(bytes), "pipe")) {
      return Reading.of(source, 100);
    }
  }
}
