package io.rttd.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpHeaderTest {
  private static final int HEADERS_BEFORE = 14 + 20;
  private static final int OFFSET_AND_FLAGS = 12;

  private final Segment segment = new Segment();

  @Test
  void shouldReadASynWithTheOptionsOfLinux() {
    decode(tcp().flags("S").options("020405b4 0402 080a0000000900000000 01 030307").frame());

    assertThat(segment.mss).isEqualTo(1460);
    assertThat(segment.hasTimestamps).isTrue();
    assertThat(segment.tsVal).isEqualTo(9);
    assertThat(segment.tsEcr).isZero();
    assertThat(segment.sackCount).isZero();
    assertThat(segment.sequenceLength()).isEqualTo(1);
  }

  @Test
  void shouldReadAHeaderWithoutOptions() {
    decode(tcp().mss(536).timestamps(1, 2).sack(3, 4).frame());
    decode(tcp().payload(7).frame());

    assertThat(segment.mss).isZero();
    assertThat(segment.hasTimestamps).isFalse();
    assertThat(segment.tsVal).isZero();
    assertThat(segment.tsEcr).isZero();
    assertThat(segment.sackCount).isZero();
    assertThat(segment.payloadLength).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0101080a0000001100000022", // as RFC 7323 recommends
        "080a00000011000000220000", // first, then the end of the list
        "01080a000000110000002201",
        "0303010101080a0000001100000022",
        "020405b4080a0000001100000022",
        "fd0400000101080a0000001100000022", // behind an unknown option
        "080a0000001100000022080200000000" // a second one of another length changes nothing
      })
  void shouldFindTimestampsWhereverTheyStand(String options) {
    decode(tcp().options(options).frame());
    assertThat(segment.hasTimestamps).isTrue();
    assertThat(segment.tsVal).isEqualTo(0x11);
    assertThat(segment.tsEcr).isEqualTo(0x22);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0809000000110000002200", // lengths that timestamps do not have
        "080b00000011000000220000",
        "01010800000000110000002200000000", // length 0, 1
        "01010801000000110000002200000000",
        "00080a000000110000002200", // behind the end of the list
        "01010101010101010101080a", // overrunning the header
        "01010101080a000000110000",
        "08",
        "01010108"
      })
  void shouldNotInventTimestamps(String options) {
    decode(tcp().options(options).payload(20).frame());
    assertThat(segment.hasTimestamps).isFalse();
    assertThat(segment.payloadLength).isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({"020405b4,1460", "02040000,0", "0204ffff,65535", "020305b4,0", "020605b40000,0"})
  void shouldReadTheMss(String options, int mss) {
    decode(tcp().flags("S").options(options).frame());
    assertThat(segment.mss).isEqualTo(mss);
  }

  @Test
  void shouldReadUpToFourSackBlocks() {
    decode(tcp().sack(1, 2, 3, 4, -5, -4, 0x8000_0000, 0x7FFF_FFFF).frame());
    assertThat(segment.sackCount).isEqualTo(4);
    assertThat(segment.sackLeft(0)).isEqualTo(1);
    assertThat(segment.sackRight(0)).isEqualTo(2);
    assertThat(segment.sackLeft(2)).isEqualTo(-5);
    assertThat(segment.sackRight(2)).isEqualTo(-4);
    assertThat(segment.sackLeft(3)).isEqualTo(0x8000_0000);
    assertThat(segment.sackRight(3)).isEqualTo(0x7FFF_FFFF);
  }

  @Test
  void shouldReadTimestampsAndSackOfOneAck() {
    decode(tcp().timestamps(7, 8).sack(100, 200).frame());
    assertThat(segment.tsEcr).isEqualTo(8);
    assertThat(segment.sackCount).isEqualTo(1);
    assertThat(segment.sackLeft(0)).isEqualTo(100);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0502", "050900000001000000", "050b000000010000000200", "0505000000"})
  void shouldSkipASackOptionOfAnotherLength(String sack) {
    decode(tcp().options(sack + "080a0000001100000022").frame());
    assertThat(segment.sackCount).isZero();
    assertThat(segment.hasTimestamps).isTrue();
  }

  @Test
  void shouldNotReadASackBlockThatOverrunsTheHeader() {
    decode(tcp().options("0101 0512 0000000100000002").payload(40).frame());
    assertThat(segment.sackCount).isZero();
  }

  @Test
  void shouldKeepTheOptionsThatWereCaptured() {
    Frame frame = tcp().mss(1460).timestamps(1, 2).sack(3, 4, 5, 6).payload(100).frame();
    int options = HEADERS_BEFORE + 20;

    decode(frame.snappedTo(HEADERS_BEFORE + 16));
    assertThat(segment.mss).isZero();
    assertThat(segment.payloadLength).isEqualTo(100);

    decode(frame.snappedTo(options + 4));
    assertThat(segment.mss).isEqualTo(1460);
    assertThat(segment.hasTimestamps).isFalse();

    decode(frame.snappedTo(options + 4 + 11));
    assertThat(segment.hasTimestamps).isFalse();

    decode(frame.snappedTo(options + 4 + 12 + 4 + 8));
    assertThat(segment.hasTimestamps).isTrue();
    assertThat(segment.sackCount).isEqualTo(1);

    decode(frame.snappedTo(options + 4 + 12 + 4 + 15));
    assertThat(segment.sackCount).isEqualTo(1);
  }

  @Test
  void shouldSayTruncatedWhereTheWindowWasNotCaptured() {
    assertThat(tcp().frame().snappedTo(HEADERS_BEFORE + 15).decode(segment))
        .isEqualTo(DecodeOutcome.TRUNCATED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void shouldRefuseADataOffsetBelowFive(int words) {
    assertThat(tcp().set8(OFFSET_AND_FLAGS, words << 4).payload(50).frame().decode(segment))
        .isEqualTo(DecodeOutcome.MALFORMED);
  }

  @Test
  void shouldRefuseADataOffsetBeyondThePacket() {
    assertThat(tcp().set8(OFFSET_AND_FLAGS, 0xF0).payload(39).frame().decode(segment))
        .isEqualTo(DecodeOutcome.MALFORMED);
    decode(tcp().set8(OFFSET_AND_FLAGS, 0xF0).payload(40).frame());
    assertThat(segment.payloadLength).isZero();
  }

  @ParameterizedTest
  @CsvSource({"F,1", "S,2", "R,4", "P,8", "A,16", "U,32", "SA,18", "FSRPAU,63"})
  void shouldReadTheControlBits(String initials, int flags) {
    decode(tcp().flags(initials).frame());
    assertThat(segment.flags).isEqualTo(flags);
  }

  @Test
  void shouldLeaveOutTheBitsOfEcn() {
    decode(tcp().set8(OFFSET_AND_FLAGS, 0x51).set8(OFFSET_AND_FLAGS + 1, 0xD0).frame());
    assertThat(segment.flags).isEqualTo(0x10);
  }

  @Test
  void shouldReadPortsAndWindowUnsigned() {
    decode(
        FrameBuilder.ethernet()
            .ipv4("198.18.0.1", "198.18.0.2")
            .tcp(65535, 32768)
            .window(65535)
            .frame());
    assertThat(segment.srcPort).isEqualTo(65535);
    assertThat(segment.dstPort).isEqualTo(32768);
    assertThat(segment.window).isEqualTo(65535);
  }

  private static FrameBuilder tcp() {
    return FrameBuilder.ethernet().ipv4("198.18.0.1", "198.18.0.2").tcp(40000, 80);
  }

  private void decode(Frame frame) {
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.TCP);
  }
}
