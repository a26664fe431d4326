package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureFault;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DamagedFileTest {
  private static final int MUTATIONS = 400;

  static Stream<CaptureBytes> captures() {
    return Stream.of(pcap(), kuznetsov(), snoop(), pcapng());
  }

  private static CaptureBytes pcap() {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN).pcapHeader(PcapReader.MAGIC_NS, 24, 100, ETHERNET);
    for (int i = 1; i <= 4; i++) {
      file.pcapRecord(i, i, 100, frame(i, 11 * i));
    }
    return file;
  }

  private static CaptureBytes kuznetsov() {
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN).pcapHeader(PcapReader.MAGIC_KUZNETSOV, 24, 100, ETHERNET);
    for (int i = 1; i <= 3; i++) {
      file.u32(i).u32(i).u32(20).u32(60).u32(2).u16(8).u8(4).u8(0).raw(frame(i, 20)).border();
    }
    return file;
  }

  private static CaptureBytes snoop() {
    CaptureBytes file = new CaptureBytes(BIG_ENDIAN).snoopHeader(2, 4);
    for (int i = 1; i <= 4; i++) {
      file.snoopRecord(i, i, 100, frame(i, 11 * i), i);
    }
    return file;
  }

  private static CaptureBytes pcapng() {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).section();
    CaptureBytes clock = file.body().option(9, file.body().u8(9)).option(0, file.body());
    return file.describe(ETHERNET, 33, clock)
        .enhanced(0, 1, 60, frame(1, 13))
        .simple(40, frame(2, 33))
        .block(5, file.body().u64(0).u64(1))
        .order(BIG_ENDIAN)
        .section()
        .describe(ETHERNET, 0)
        .obsolete(0, 2, 60, frame(3, 30))
        .block(0xBAD, file.body().u32(1))
        .enhanced(0, 3, 60, frame(4, 0));
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldHandOverAllThatComesBeforeACutAnywhere(CaptureBytes capture) {
    byte[] bytes = capture.bytes();
    Reading whole = Reading.of(bytes);
    assertThat(whole.fault).isEmpty();
    for (int length = 4; length < bytes.length; length++) {
      Reading cut = Reading.of(Arrays.copyOf(bytes, length));
      int end = length;
      long records = capture.borders().stream().filter(border -> border <= end).count();

      assertThat(whole.frames.subList(0, cut.frames.size())).isEqualTo(cut.frames);
      assertThat(cut.frames.size()).isLessThanOrEqualTo((int) records);
      if (capture.borders().contains(length)) {
        assertThat(cut.fault).as("cut at %d", length).isEmpty();
      } else {
        int record = capture.borders().stream().filter(b -> b <= end).reduce(0, Math::max);
        assertThat(cut.fault).as("cut at %d", length).isPresent();
        CaptureFault fault = cut.fault.orElseThrow();
        assertThat(fault.message()).startsWith("The capture ends in the middle of ");
        assertThat(fault.byteOffset()).as("cut at %d", length).isEqualTo(record);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("captures")
  void shouldMakeTheSameOfAnyDamageWhicheverWayItIsRead(CaptureBytes capture) {
    Random random = new Random(20);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutated(capture.bytes(), random);
      Reading fromDisk = Reading.of(bytes, Reading.Way.FROM_DISK_IN_TINY_CHUNKS);
      Reading piped = Reading.of(bytes, Reading.Way.PIPED_IN_TINY_CHUNKS);

      assertThat(fromDisk.frames).as("mutation %d", i).isEqualTo(piped.frames);
      assertThat(fromDisk.fault).as("mutation %d", i).isEqualTo(piped.fault);
      assertThat(fromDisk.frames.size()).isLessThan(bytes.length / 12);
    }
  }

  /** Damaged in one to four places behind the magic, so that the file is still recognised. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = 8 + random.nextInt(mutated.length - 8);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> Arrays.fill(mutated, at, Math.min(at + 4, mutated.length), (byte) (n - 1));
        default -> mutated = Arrays.copyOf(mutated, at + random.nextInt(16));
      }
      mutated = Arrays.copyOf(mutated, Math.max(mutated.length, 16));
    }
    return mutated;
  }

  @Test
  void shouldHandOverWhatATruncatedGzipHolds() throws Exception {
    CaptureBytes capture = pcap();
    for (int i = 0; i < 5000; i++) {
      capture.pcapRecord(i, 0, 100, frame(i * i, 90));
    }
    Reading whole = Reading.of(capture.bytes(), Reading.Way.FROM_DISK);
    byte[] packed = Reading.gzip(capture.bytes());

    Reading cut;
    byte[] half = Arrays.copyOf(packed, packed.length / 2);
    try (CaptureFileSource source =
        CaptureFiles.open(new ByteArrayInputStream(half), "half.pcap.gz")) {
      cut = Reading.of(source, 100);
    }

    assertThat(cut.frames).hasSizeBetween(1000, 4900);
    assertThat(whole.frames.subList(0, cut.frames.size())).isEqualTo(cut.frames);
    assertThat(cut.fault.orElseThrow().message()).startsWith("Reading failed: Unexpected end");
    assertThat(cut.fault.orElseThrow().byteOffset()).isBetween(100_000L, 500_000L);
  }

  @Test
  void shouldNotBelieveAGzipWhoseChecksumIsWrong() throws Exception {
    byte[] packed = Reading.gzip(pcap().bytes());
    packed[packed.length - 8] ^= 1;

    try (CaptureFileSource source =
        CaptureFiles.open(new ByteArrayInputStream(packed), "bad.pcap.gz")) {
      Reading reading = Reading.of(source, 100);

      assertThat(reading.frames).hasSize(4);
      assertThat(reading.fault.orElseThrow().message()).startsWith("Reading failed: Corrupt GZIP");
    }
  }

  @Test
  void shouldSayThatSomethingElseFollowsAGzip() throws Exception {
    byte[] packed = Reading.gzip(pcap().bytes());
    for (String garbage : new String[] {"x", "garbage", "g".repeat(200_000)}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(packed);
      bytes.write(garbage.getBytes(StandardCharsets.US_ASCII));
      try (CaptureFileSource source =
          CaptureFiles.open(new ByteArrayInputStream(bytes.toByteArray()), "more.pcap.gz")) {
        Reading reading = Reading.of(source, 100);

        assertThat(reading.frames).hasSize(4);
        assertThat(reading.fault.orElseThrow().message()).contains("something that is not gzip");
        assertThat(source.isUnpacked()).isTrue();
      }
    }
  }

  @Test
  void shouldTakeZerosAfterAGzipForPadding() throws Exception {
    byte[] packed = Reading.gzip(pcap().bytes());

    try (CaptureFileSource source =
        CaptureFiles.open(
            new ByteArrayInputStream(Arrays.copyOf(packed, packed.length + 512)), "x.pcap.gz")) {
      Reading reading = Reading.of(source, 100);

      assertThat(reading.frames).hasSize(4);
      assertThat(reading.fault).isEmpty();
    }
  }
}
