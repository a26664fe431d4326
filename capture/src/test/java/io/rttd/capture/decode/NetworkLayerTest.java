package io.rttd.capture.decode;

import static io.rttd.capture.decode.FrameBuilder.ethernet;
import static io.rttd.capture.decode.SampleFrames.CLIENT;
import static io.rttd.capture.decode.SampleFrames.CLIENT6;
import static io.rttd.capture.decode.SampleFrames.SERVER;
import static io.rttd.capture.decode.SampleFrames.SERVER6;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What IP says about lengths, fragments and the protocol that it carries. */
class NetworkLayerTest {
  private static final int TOTAL_LENGTH = 2;
  private static final int FRAGMENT = 6;
  private static final int PROTOCOL = 9;
  private static final int PAYLOAD_LENGTH6 = 4;
  private static final int NEXT_HEADER6 = 6;

  private final Segment segment = new Segment();

  @Test
  void shouldNotCountPaddingAsPayload() {
    assertTcp(ethernet().ipv4(CLIENT, SERVER).tcp(1, 2).trailer(6).frame(), 0);
    assertTcp(ethernet().ipv6(CLIENT6, SERVER6).tcp(1, 2).payload(3).trailer(4).frame(), 3);
  }

  @Test
  void shouldNotReadOptionsOutOfPadding() {
    Frame frame = ethernet().ipv4(CLIENT, SERVER).tcp(1, 2).set8(12, 0x80).trailer(12).frame();
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.MALFORMED);
  }

  @Test
  void shouldNotReadATunnelOutOfPadding() {
    Frame frame =
        ethernet()
            .ipv4("198.19.0.1", "198.19.0.2")
            .set16(TOTAL_LENGTH, 20)
            .gre()
            .ipv4(CLIENT, SERVER)
            .tcp(1, 2)
            .frame();
    assertMalformed(frame);
  }

  @Test
  void shouldTakeTheOriginalLengthWhereTheIpv4LengthIsZero() {
    Frame tso =
        ethernet().ipv4(CLIENT, SERVER).set16(TOTAL_LENGTH, 0).tcp(1, 2).payload(60000).frame();
    assertTcp(tso, 60000);
    assertTcp(tso.snappedTo(100), 60000);
    assertTcp(tso.snappedTo(100).withOriginalLength(185_000), 185_000 - 14 - 20 - 20);
  }

  @Test
  void shouldTakeTheOriginalLengthWhereTheIpv6LengthIsZero() {
    Frame tso =
        ethernet().ipv6(CLIENT6, SERVER6).set16(PAYLOAD_LENGTH6, 0).tcp(1, 2).payload(900).frame();
    assertTcp(tso, 900);
    assertTcp(tso.snappedTo(80).withOriginalLength(200_000), 200_000 - 14 - 40 - 20);
  }

  @Test
  void shouldTakeTheOuterLengthWhereOnlyTheInnerOneIsZero() {
    Frame frame =
        ethernet()
            .ipv4("198.19.0.1", "198.19.0.2")
            .vxlan()
            .ipv4(CLIENT, SERVER)
            .set16(TOTAL_LENGTH, 0)
            .tcp(1, 2)
            .payload(500)
            .trailer(4)
            .frame();
    assertTcp(frame, 500);
  }

  @Test
  void shouldBelieveTheIpLengthOfACaptureThatWroteTheSnaplenForTheOriginalLength() {
    Frame frame = ethernet().ipv4(CLIENT, SERVER).tcp(1, 2).payload(1460).frame();
    assertTcp(frame.cutTo(96), 1460);
    assertTcp(frame.cutTo(50), 1460);
  }

  @Test
  void shouldBelieveTheInnerLengthOfAMirrorThatTruncates() {
    Frame whole =
        ethernet()
            .ipv4("198.19.0.1", "198.19.0.2")
            .set16(TOTAL_LENGTH, 20 + 4 + 14 + 20 + 20)
            .gre()
            .innerEthernet()
            .ipv4(CLIENT, SERVER)
            .tcp(1, 2)
            .payload(1460)
            .frame();
    assertTcp(whole.cutTo(14 + 20 + 4 + 14 + 20 + 20), 1460);
  }

  @Test
  void shouldReadTheJumboPayloadLength() {
    Frame jumbogram =
        ethernet()
            .ipv6(CLIENT6, SERVER6)
            .set16(PAYLOAD_LENGTH6, 0)
            .add(FrameHeaders.jumbo(0))
            .tcp(1, 2)
            .payload(100_000)
            .trailer(4)
            .frame();
    assertTcp(jumbogram, 100_000);
    assertTcp(jumbogram.snappedTo(90), 100_000);
  }

  @Test
  void shouldFindTheJumboOptionBehindPadding() {
    Frame frame =
        ethernet()
            .ipv6(CLIENT6, SERVER6)
            .set16(PAYLOAD_LENGTH6, 0)
            .add(FrameHeaders.extension(0, 2, "00 0103000000 c204 00020000 00"))
            .tcp(1, 2)
            .payload(0x20000 - 16 - 20)
            .trailer(4)
            .frame();
    assertTcp(frame, 0x20000 - 16 - 20);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 28, 0xFFFF, 0x7FFF_FFFF, -1})
  void shouldRejectAnInvalidJumboLength(int claimed) {
    Frame frame =
        ethernet()
            .ipv6(CLIENT6, SERVER6)
            .set16(PAYLOAD_LENGTH6, 0)
            .add(FrameHeaders.jumbo(claimed))
            .tcp(1, 2)
            .payload(10)
            .frame();
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.MALFORMED);
  }

  @Test
  void shouldIgnoreAJumboLengthBesideAPayloadLength() {
    Frame frame =
        ethernet()
            .ipv6(CLIENT6, SERVER6)
            .add(FrameHeaders.jumbo(1_000_000))
            .tcp(1, 2)
            .payload(10)
            .frame();
    assertTcp(frame, 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0000", "c2", "c2ff00000000", "c20400", "05ff"})
  void shouldGetPastHopByHopOptionsThatOverrun(String options) {
    Frame frame =
        ethernet()
            .ipv6(CLIENT6, SERVER6)
            .set16(PAYLOAD_LENGTH6, 0)
            .add(FrameHeaders.extension(0, 1, options))
            .tcp(1, 2)
            .payload(10)
            .frame();
    assertThat(frame.decode(segment)).isIn(DecodeOutcome.TCP, DecodeOutcome.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x2000, 0x0001, 0x2001, 0x1FFF})
  void shouldCallAnIpv4FragmentAFragment(int flagsAndOffset) {
    Frame frame = ethernet().ipv4(CLIENT, SERVER).set16(FRAGMENT, flagsAndOffset).tcp(1, 2).frame();
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.FRAGMENT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x0000, 0x4000, 0x8000})
  void shouldNotCallAWholeIpv4PacketAFragment(int flags) {
    assertTcp(ethernet().ipv4(CLIENT, SERVER).set16(FRAGMENT, flags).tcp(1, 2).frame(), 0);
  }

  @Test
  void shouldTellAtomicFromOtherIpv6Fragments() {
    assertTcp(
        ethernet().ipv6(CLIENT6, SERVER6).ipv6Fragment(0, false).tcp(1, 2).payload(9).frame(), 9);
    for (FrameBuilder fragment :
        new FrameBuilder[] {
          ethernet().ipv6(CLIENT6, SERVER6).ipv6Fragment(0, true),
          ethernet().ipv6(CLIENT6, SERVER6).ipv6Fragment(185, false),
          ethernet().ipv6(CLIENT6, SERVER6).extension(60, 1).ipv6Fragment(1, true)
        }) {
      assertThat(fragment.tcp(1, 2).frame().decode(segment)).isEqualTo(DecodeOutcome.FRAGMENT);
    }
  }

  @Test
  void shouldNotTakeAHeaderQuotedInAnIcmpErrorForAPacket() {
    assertThat(
            ethernet()
                .ipv4(SERVER, CLIENT)
                .icmpError()
                .ipv4(CLIENT, SERVER)
                .tcp(1, 2)
                .frame()
                .decode(segment))
        .isEqualTo(DecodeOutcome.NOT_TCP);
    assertThat(
            ethernet()
                .ipv6(SERVER6, CLIENT6)
                .icmpv6Error()
                .ipv6(CLIENT6, SERVER6)
                .tcp(1, 2)
                .frame()
                .decode(segment))
        .isEqualTo(DecodeOutcome.NOT_TCP);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 50, 58, 59, 89, 108, 132, 255})
  void shouldCallOtherProtocolsNotTcp(int protocol) {
    assertThat(
            ethernet()
                .ipv4(CLIENT, SERVER)
                .set8(PROTOCOL, protocol)
                .tcp(1, 2)
                .frame()
                .decode(segment))
        .isEqualTo(DecodeOutcome.NOT_TCP);
    assertThat(
            ethernet()
                .ipv6(CLIENT6, SERVER6)
                .set8(NEXT_HEADER6, protocol)
                .tcp(1, 2)
                .frame()
                .decode(segment))
        .isEqualTo(DecodeOutcome.NOT_TCP);
  }

  @Test
  void shouldRefuseAnIpv4HeaderThatContradictsItself() {
    assertMalformed(ethernet().ipv4(CLIENT, SERVER).set8(0, 0x44).tcp(1, 2).frame());
    assertMalformed(ethernet().ipv4(CLIENT, SERVER).set8(0, 0x40).tcp(1, 2).frame());
    assertMalformed(ethernet().ipv4(CLIENT, SERVER).set8(0, 0x55).tcp(1, 2).frame());
    assertMalformed(ethernet().ipv4(CLIENT, SERVER).set16(TOTAL_LENGTH, 19).tcp(1, 2).frame());
    assertMalformed(
        ethernet().ipv4WithOptions(CLIENT, SERVER, 8).set16(TOTAL_LENGTH, 24).tcp(1, 2).frame());
  }

  @Test
  void shouldRefuseAnIpLengthThatLeavesNoTcpHeader() {
    assertMalformed(ethernet().ipv4(CLIENT, SERVER).set16(TOTAL_LENGTH, 39).tcp(1, 2).frame());
    assertMalformed(ethernet().ipv6(CLIENT6, SERVER6).set16(PAYLOAD_LENGTH6, 19).tcp(1, 2).frame());
  }

  @Test
  void shouldRefuseAnExtensionHeaderThatOverrunsThePacket() {
    assertMalformed(
        ethernet().ipv6(CLIENT6, SERVER6).extension(60, 1).set8(1, 200).tcp(1, 2).frame());
    assertMalformed(
        ethernet().ipv4(CLIENT, SERVER).authentication().set8(1, 200).tcp(1, 2).frame());
  }

  private void assertTcp(Frame frame, int payloadLength) {
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(payloadLength);
  }

  private void assertMalformed(Frame frame) {
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.MALFORMED);
  }
}
