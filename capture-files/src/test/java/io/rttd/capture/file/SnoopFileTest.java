package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnoopFileTest {
  @Test
  void shouldReadFramesAndIgnoreTheirPadding() {
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN)
            .snoopHeader(2, 4)
            .snoopRecord(7, 999_999, 62, frame(1, 62), 2)
            .snoopRecord(8, 1, 1500, frame(2, 64), 0)
            .snoopRecord(9, 0, 60, frame(3, 0), 16);

    Reading reading = Reading.of(file);

    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames)
        .containsExactly(
            Reading.frame(7_999_999_000L, ETHERNET, frame(1, 62), 62),
            Reading.frame(8_000_001_000L, ETHERNET, frame(2, 64), 1500),
            Reading.frame(9_000_000_000L, ETHERNET, frame(3, 0), 60));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "4, 1",
    "25, 1",
    "2, 6",
    "8, 10",
    "14, 0",
    "16, 122",
    "18, 123",
    "26, 242",
    "0x80000001, 228",
    "0x80000002, 229",
    "0x80000005, 226",
    "5, -1",
    "27, -1",
    "0x80000003, -1"
  })
  void shouldTranslateTheDatalink(String datalink, int linkType) {
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN)
            .snoopHeader(2, Long.decode(datalink))
            .snoopRecord(7, 0, 62, frame(1, 62), 2);

    assertThat(Reading.of(file).frames.get(0).linkType()).isEqualTo(linkType);
  }

  @ParameterizedTest
  @CsvSource({"87, 64", "0, 0", "88, 65", "4294967295, 64", "100, 4294967295", "70000000, 60"})
  void shouldNotBelieveLengthsThatContradictEachOther(long recordLength, long captured) {
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN).snoopHeader(2, 4).snoopRecord(7, 0, 62, frame(1, 62), 2);
    int damage = file.size();
    file.u32(64).u32(captured).u32(recordLength).u32(0).u32(7).u32(0).raw(frame(2, 200));

    Reading reading = Reading.of(file);

    assertThat(reading.frames).hasSize(1);
    assertThat(reading.fault)
        .hasValue(
            new CaptureFault(
                "A record of "
                    + recordLength
                    + " bytes claims to hold "
                    + captured
                    + " bytes of a frame.",
                damage));
  }

  @Test
  void shouldRejectUnknownVersions() {
    CaptureBytes file =
        new CaptureBytes(BIG_ENDIAN).snoopHeader(3, 4).snoopRecord(7, 0, 62, frame(1, 62), 2);

    assertThat(Reading.of(file).fault)
        .hasValue(new CaptureFault("Unsupported snoop version 3; rttd reads version 2.", 8));
  }
}
