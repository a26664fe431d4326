package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureFault;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PcapFileTest {
  private static final int US = PcapReader.MAGIC_US;
  private static final int NS = PcapReader.MAGIC_NS;

  static Stream<Arguments> ordersAndResolutions() {
    return Stream.of(
        Arguments.of(LITTLE_ENDIAN, US, 5_000_123_000L),
        Arguments.of(BIG_ENDIAN, US, 5_000_123_000L),
        Arguments.of(LITTLE_ENDIAN, NS, 5_000_000_123L),
        Arguments.of(BIG_ENDIAN, NS, 5_000_000_123L));
  }

  @ParameterizedTest
  @MethodSource("ordersAndResolutions")
  void shouldReadEitherByteOrderAndResolution(ByteOrder order, int magic, long timeNs) {
    CaptureBytes file =
        new CaptureBytes(order)
            .pcapHeader(magic, 24, 65535, ETHERNET)
            .pcapRecord(5, 123, 60, frame(1, 60))
            .pcapRecord(5, 123, 1514, frame(2, 96));

    Reading reading = Reading.of(file);

    assertThat(reading.frames)
        .containsExactly(
            Reading.frame(timeNs, ETHERNET, frame(1, 60), 60),
            Reading.frame(timeNs, ETHERNET, frame(2, 96), 1514));
    assertThat(reading.fault).isEmpty();
  }

  @Test
  void shouldTakeSecondsAsUnsigned() {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(NS, 24, 65535, ETHERNET)
            .pcapRecord(0xFFFF_FFFFL, 999_999_999, 1, frame(1, 1));

    assertThat(Reading.of(file).frames.get(0).timeNs()).isEqualTo(4_294_967_295_999_999_999L);
  }

  @Test
  void shouldNumberFramesOfNoBytes() {
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN)
            .pcapHeader(US, 24, 65535, ETHERNET)
            .pcapRecord(1, 0, 60, frame(1, 0))
            .pcapRecord(2, 0, 60, frame(2, 60));

    assertThat(Reading.of(file).frames)
        .containsExactly(
            Reading.frame(1_000_000_000L, ETHERNET, frame(1, 0), 60),
            Reading.frame(2_000_000_000L, ETHERNET, frame(2, 60), 60));
  }

  @Test
  void shouldReadAFileWithoutFrames() {
    Reading reading =
        Reading.of(new CaptureBytes(LITTLE_ENDIAN).pcapHeader(US, 24, 65535, ETHERNET));

    assertThat(reading.frames).isEmpty();
    assertThat(reading.fault).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "113, 113", "276, 276", "12, 101", "14, 101", "101, 101", "0x24000001, 1"})
  void shouldPassTheLinkTypeWithoutItsFcsBits(String field, int linkType) {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(US, 24, 65535, Integer.decode(field))
            .pcapRecord(1, 0, 60, frame(1, 60));

    assertThat(Reading.of(file).frames.get(0).linkType()).isEqualTo(linkType);
  }

  @ParameterizedTest
  @CsvSource({"22, 100, 40", "20, 100, 40", "23, 100, 40", "23, 40, 100", "24, 40, 100"})
  void shouldUnswapTheLengthsOfOldVersions(int version, int first, int second) {
    byte[] bytes = frame(1, 40);
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN)
            .pcapHeader(US, version, 65535, ETHERNET)
            .u32(1)
            .u32(0)
            .u32(first)
            .u32(second)
            .raw(bytes)
            .pcapRecord(2, 0, 40, bytes);

    assertThat(Reading.of(file).frames)
        .containsExactly(
            Reading.frame(1_000_000_000L, ETHERNET, bytes, 100),
            Reading.frame(2_000_000_000L, ETHERNET, bytes, 40));
  }

  @ParameterizedTest
  @MethodSource("ordersAndResolutions")
  void shouldSkipWhatKuznetsovAddedToRecordHeaders(ByteOrder order) {
    CaptureBytes file =
        new CaptureBytes(order).pcapHeader(PcapReader.MAGIC_KUZNETSOV, 24, 65535, ETHERNET);
    for (int i = 1; i <= 3; i++) {
      file.u32(i).u32(7).u32(50).u32(60).u32(2).u16(8).u8(4).u8(0).raw(frame(i, 50));
    }

    assertThat(Reading.of(file).frames)
        .containsExactly(
            Reading.frame(1_000_007_000L, ETHERNET, frame(1, 50), 60),
            Reading.frame(2_000_007_000L, ETHERNET, frame(2, 50), 60),
            Reading.frame(3_000_007_000L, ETHERNET, frame(3, 50), 60));
  }

  @Test
  void shouldReadFramesAsLargeAsTheFileSaysTheyMayBe() {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(NS, 24, 600_000, ETHERNET)
            .pcapRecord(1, 0, 600_000, frame(1, 600_000))
            .pcapRecord(1, 1, 60, frame(2, 60));

    Reading reading = Reading.of(file);

    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames).hasSize(2);
    assertThat(reading.frames.get(0).bytes()).hasSize(600_000);
  }

  @ParameterizedTest
  @CsvSource({
    "65535, 262144, true",
    "65535, 262145, false",
    "0, 262144, true",
    "300000, 300001, false",
    "-1, 262145, false",
    "2147483647, 16777217, false",
    "65535, -16, false"
  })
  void shouldNotBelieveFramesBeyondReason(int snaplen, int captured, boolean believable) {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(US, 24, snaplen, ETHERNET)
            .pcapRecord(1, 0, 60, frame(1, 60));
    int damage = file.size();
    file.u32(2).u32(0).u32(captured).u32(60).raw(new byte[Math.max(0, captured)]);

    Reading reading = Reading.of(file);

    assertThat(reading.frames).hasSize(believable ? 2 : 1);
    if (!believable) {
      assertThat(reading.fault)
          .hasValue(
              new CaptureFault(
                  "A record claims to hold "
                      + Integer.toUnsignedString(captured)
                      + " bytes of a frame.",
                  damage));
    }
  }

  @Test
  void shouldRejectUnknownVersions() {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .pcapHeader(US, 35, 65535, ETHERNET)
            .pcapRecord(1, 0, 60, frame(1, 60));

    Reading reading = Reading.of(file);

    assertThat(reading.frames).isEmpty();
    assertThat(reading.fault)
        .hasValue(new CaptureFault("Unsupported pcap version 3.5; rttd reads version 2.", 4));
  }
}
