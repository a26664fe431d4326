package io.rttd.capture.file;

import static io.rttd.capture.file.CaptureBytes.ETHERNET;
import static io.rttd.capture.file.CaptureBytes.frame;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.model.Segment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PcapngFileTest {
  private static final int RAW = 101;
  private static final int IF_TSRESOL = 9;
  private static final int IF_TSOFFSET = 14;

  private static ByteOrder order(String name) {
    return name.equals("BE") ? BIG_ENDIAN : LITTLE_ENDIAN;
  }

  private static CaptureBytes ethernet() {
    return new CaptureBytes(LITTLE_ENDIAN).section().describe(ETHERNET, 262144);
  }

  @ParameterizedTest
  @ValueSource(strings = {"LE", "BE"})
  void shouldReadAllThreeKindsOfPacketsInFileOrder(String order) {
    CaptureBytes file =
        new CaptureBytes(order(order))
            .section()
            .describe(ETHERNET, 64)
            .enhanced(0, 5_000_123, 60, frame(1, 57))
            .simple(1514, frame(2, 64))
            .simple(41, frame(3, 41))
            .obsolete(0, 0x1_0000_0000L, 99, frame(4, 33))
            .enhanced(0, 7, 0, frame(5, 0));

    Reading reading = Reading.of(file);

    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames)
        .containsExactly(
            Reading.frame(5_000_123_000L, ETHERNET, frame(1, 57), 60),
            Reading.frame(Segment.NO_TIME, ETHERNET, frame(2, 64), 1514),
            Reading.frame(Segment.NO_TIME, ETHERNET, frame(3, 41), 41),
            Reading.frame(4_294_967_296_000L, ETHERNET, frame(4, 33), 99),
            Reading.frame(7_000, ETHERNET, frame(5, 0), 0));
  }

  @Test
  void shouldKeepTheClocksOfInterfacesApart() {
    CaptureBytes file = new CaptureBytes(BIG_ENDIAN).section();
    CaptureBytes ns = file.body().option(IF_TSRESOL, file.body().u8(9));
    CaptureBytes binary =
        file.body()
            .option(2, file.body().raw(new byte[] {'e', 't', 'h'}))
            .option(IF_TSRESOL, file.body().u8(0x80 | 20))
            .option(IF_TSOFFSET, file.body().u64(1000))
            .option(0, file.body())
            .u32(0xFFFF_FFFFL);
    CaptureBytes past = file.body().option(IF_TSOFFSET, file.body().u64(-100));
    file.describe(ETHERNET, 0, ns)
        .describe(RAW, 0, binary)
        .describe(RAW, 0, past)
        .enhanced(1, 1_048_577, 60, frame(1, 60))
        .enhanced(0, 1_000_000_001, 60, frame(2, 60))
        .enhanced(2, 1_000_000, 60, frame(3, 60))
        .obsolete(1, 0, 60, frame(4, 60));

    assertThat(Reading.of(file).frames)
        .containsExactly(
            Reading.frame(1_001_000_000_954L, RAW, frame(1, 60), 60),
            Reading.frame(1_000_000_001L, ETHERNET, frame(2, 60), 60),
            Reading.frame(-99_000_000_000L, RAW, frame(3, 60), 60),
            Reading.frame(1_000_000_000_000L, RAW, frame(4, 60), 60));
  }

  @Test
  void shouldStartOverWithEachSectionWhateverItsByteOrder() {
    CaptureBytes file =
        ethernet()
            .describe(RAW, 0)
            .enhanced(1, 1, 60, frame(1, 60))
            .order(BIG_ENDIAN)
            .section()
            .describe(113, 0)
            .enhanced(0, 2, 60, frame(2, 60))
            .order(LITTLE_ENDIAN)
            .section()
            .describe(276, 0)
            .enhanced(0, 3, 60, frame(3, 60));
    int damage = file.size();
    file.enhanced(1, 4, 60, frame(4, 60));

    Reading reading = Reading.of(file);

    assertThat(reading.frames)
        .containsExactly(
            Reading.frame(1_000, RAW, frame(1, 60), 60),
            Reading.frame(2_000, 113, frame(2, 60), 60),
            Reading.frame(3_000, 276, frame(3, 60), 60));
    assertThat(reading.fault)
        .hasValue(
            new CaptureFault(
                "A packet belongs to interface 1, which its section does not describe.", damage));
  }

  /** By which copies of a packet are told from each other: see CopyDetector. */
  @Test
  void shouldTellTheInterfacesOfEverySectionApart() throws Exception {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN);
    for (int section = 0; section < 3; section++) {
      file.section().describe(ETHERNET, 0).describe(ETHERNET, 0);
      file.enhanced(0, 1 + section, 60, frame(1, 60)).enhanced(1, 1 + section, 60, frame(1, 60));
    }
    List<Integer> interfaces = new ArrayList<>();

    try (CaptureFileSource source = Reading.open(file.bytes(), Reading.Way.FROM_DISK)) {
      source.poll((time, link, index, buffer, at, captured, size) -> interfaces.add(index), 100);
    }

    assertThat(interfaces).hasSize(6).doesNotContain(FrameHandler.NO_INTERFACE);
    for (int i = 0; i < 6; i += 2) {
      assertThat(interfaces.get(i)).isNotEqualTo(interfaces.get(i + 1));
    }
  }

  @Test
  void shouldTakeTheSnaplenOfASimplePacketFromTheFirstInterface() {
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .section()
            .describe(ETHERNET, 0)
            .simple(100, frame(1, 100))
            .section()
            .describe(ETHERNET, 30)
            .describe(ETHERNET, 100)
            .simple(100, frame(2, 30));

    assertThat(Reading.of(file).frames)
        .containsExactly(
            Reading.frame(Segment.NO_TIME, ETHERNET, frame(1, 100), 100),
            Reading.frame(Segment.NO_TIME, ETHERNET, frame(2, 30), 100));
  }

  @Test
  void shouldSkipIrrelevantBlocksAndOptions() {
    CaptureBytes file = ethernet();
    file.block(5, file.body().u32(0).u64(0))
        .block(4, file.body().u32(0))
        .block(0x77, file.body())
        .enhanced(
            0,
            1,
            60,
            frame(1, 59),
            file.body().option(2, file.body().u32(1)).option(0, file.body()))
        .block(10, file.body().raw(new byte[5000]));

    Reading reading = Reading.of(file);

    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames).containsExactly(Reading.frame(1_000, ETHERNET, frame(1, 59), 60));
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 0xBAD, 0x4000_0BAD})
  void shouldNumberWhatWiresharkNumbers(int type) {
    CaptureBytes file = ethernet();
    file.block(type, file.body().u32(32473).raw(new byte[300])).enhanced(0, 1, 60, frame(1, 60));

    Reading reading = Reading.of(file);

    assertThat(reading.fault).isEmpty();
    assertThat(reading.frames)
        .containsExactly(
            Reading.frame(Segment.NO_TIME, LinkTypes.NONE, frame(0, 0), 0),
            Reading.frame(1_000, ETHERNET, frame(1, 60), 60));
  }

  @Test
  void shouldForgiveALengthThatDoesNotCountThePadding() {
    CaptureBytes file = ethernet();
    file.u32(6).u32(89).u32(0).u32(0).u32(1).u32(57).u32(57).raw(frame(1, 57)).pad().u32(89);
    file.enhanced(0, 2, 60, frame(2, 60));

    assertThat(Reading.of(file).frames)
        .containsExactly(
            Reading.frame(1_000, ETHERNET, frame(1, 57), 57),
            Reading.frame(2_000, ETHERNET, frame(2, 60), 60));
  }

  @ParameterizedTest
  @CsvSource({
    "92, 100", // different at the ends
    "92, 88", //
    "8, 8", // less than any block
    "28, 28", // less than this kind
    "4294967292, 92", // beyond the file
  })
  void shouldNotBelieveABlockWhoseLengthLies(long atItsBeginning, long atItsEnd) {
    CaptureBytes file = ethernet().enhanced(0, 1, 60, frame(1, 60));
    int damage = file.size();
    file.u32(6).u32(atItsBeginning).u32(0).u32(0).u32(1).u32(60).u32(60).raw(frame(2, 60));
    file.u32(atItsEnd).enhanced(0, 3, 60, frame(3, 60));

    Reading reading = Reading.of(file);

    assertThat(reading.frames).containsExactly(Reading.frame(1_000, ETHERNET, frame(1, 60), 60));
    assertThat(reading.fault).isPresent();
    assertThat(reading.fault.orElseThrow().byteOffset()).isEqualTo(damage);
  }

  @ParameterizedTest
  @ValueSource(longs = {61, 64, 0x7FFF_FFFFL, 0xFFFF_FFF0L})
  void shouldNotBelieveMoreBytesThanTheBlockHolds(long captured) {
    CaptureBytes file = ethernet();
    int damage = file.size();
    file.u32(6).u32(92).u32(0).u32(0).u32(1).u32(captured).u32(60).raw(frame(2, 60)).u32(92);

    Reading reading = Reading.of(file);

    assertThat(reading.frames).isEmpty();
    assertThat(reading.fault)
        .hasValue(
            new CaptureFault(
                "A packet's block of 92 bytes claims to hold " + captured + " bytes of a frame.",
                damage));
  }

  @Test
  void shouldNotBelieveASimplePacketThatLacksBytes() {
    CaptureBytes file = ethernet();
    int damage = file.size();
    file.simple(100, frame(1, 60));

    assertThat(Reading.of(file).fault)
        .hasValue(
            new CaptureFault(
                "A packet's block of 76 bytes claims to hold 100 bytes of a frame.", damage));
  }

  @Test
  void shouldNotBelieveAPacketOfNoInterface() {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).section();
    int damage = file.size();
    file.enhanced(0xFFFF_FFFFL, 1, 60, frame(1, 60));

    assertThat(Reading.of(file).fault)
        .hasValue(
            new CaptureFault(
                "A packet belongs to interface 4294967295, which its section does not describe.",
                damage));
  }

  @Test
  void shouldNotBelieveAnOptionThatRunsOverItsBlock() {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).section();
    int damage = file.size();
    file.describe(ETHERNET, 0, file.body().u16(IF_TSRESOL).u16(9).u32(6))
        .enhanced(0, 1, 60, frame(1, 60));

    assertThat(Reading.of(file).fault)
        .hasValue(
            new CaptureFault(
                "An option of an interface's description does not fit into it.", damage));
  }

  @Test
  void shouldIgnoreClockOptionsOfTheWrongSize() {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).section();
    CaptureBytes options =
        file.body()
            .option(IF_TSRESOL, file.body().u32(9))
            .option(IF_TSOFFSET, file.body().u32(1000));
    file.describe(ETHERNET, 0, options).enhanced(0, 1, 60, frame(1, 60));

    assertThat(Reading.of(file).frames.get(0).timeNs()).isEqualTo(1_000);
  }

  @ParameterizedTest
  @CsvSource({"0xFF, 0", "0x7F, 0", "0x80, 1000000000", "0x00, 1000000000"})
  void shouldSurviveImpossibleClocks(String tsresol, long timeNs) {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).section();
    CaptureBytes clock = file.body().option(IF_TSRESOL, file.body().u8(Integer.decode(tsresol)));
    file.describe(ETHERNET, 0, clock)
        .enhanced(0, 1, 60, frame(1, 60))
        .enhanced(0, -1, 60, frame(2, 60));

    Reading reading = Reading.of(file);

    assertThat(reading.frames).hasSize(2);
    assertThat(reading.frames.get(0).timeNs()).isEqualTo(timeNs);
  }

  /** 32 bits of seconds end in 2106, 63 of nanoseconds in 2262. */
  @Tag("fault")
  @Test
  void shouldTimeFramesBeyond2106AndNoneBeyond2262() {
    long in2107s = 4_323_456_000L;
    long in2300s = 10_413_792_000L;
    CaptureBytes file =
        new CaptureBytes(LITTLE_ENDIAN)
            .section()
            .describe(ETHERNET, 0)
            .enhanced(0, in2107s * 1_000_000, 60, frame(1, 60))
            .enhanced(0, in2300s * 1_000_000, 60, frame(2, 60));

    assertThat(Reading.of(file).frames)
        .extracting(Reading.Frame::timeNs)
        .containsExactly(in2107s * 1_000_000_000, Segment.NO_TIME);
  }

  @Test
  void shouldRefuseASectionOfAnotherVersion() {
    CaptureBytes file = ethernet().enhanced(0, 1, 60, frame(1, 60));
    int damage = file.size();
    file.block(0x0A0D0D0A, file.body().u32(0x1A2B3C4D).u16(2).u16(7).u64(-1));

    Reading reading = Reading.of(file);

    assertThat(reading.frames).hasSize(1);
    assertThat(reading.fault)
        .hasValue(
            new CaptureFault(
                "A section has the unsupported pcapng version 2.7; rttd reads version 1.", damage));
  }

  @Test
  void shouldRefuseASectionWithoutByteOrder() {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN);
    file.block(0x0A0D0D0A, file.body().u32(0x1A2B3C4E).u16(1).u16(0).u64(-1));

    assertThat(Reading.of(file).fault)
        .hasValue(new CaptureFault("A section's header has no valid byte-order magic.", 0));
  }

  @Test
  void shouldReadAsManyInterfacesAsThereAreButNotMoreThanReason() {
    CaptureBytes file = new CaptureBytes(LITTLE_ENDIAN).section();
    for (int i = 0; i < 65_536; i++) {
      file.describe(i % 200, 0);
    }
    file.enhanced(65_535, 1, 60, frame(1, 60));
    int damage = file.size();
    file.describe(1, 0);

    Reading reading = Reading.of(file.bytes(), Reading.Way.FROM_DISK);

    assertThat(reading.frames.get(0).linkType()).isEqualTo(65_535 % 200);
    assertThat(reading.fault)
        .hasValue(new CaptureFault("A section describes more than 65536 interfaces.", damage));
  }
}
