package io.rttd.capture.decode;

import static io.rttd.capture.decode.FrameBuilder.ethernet;
import static io.rttd.capture.decode.SampleFrames.CLIENT;
import static io.rttd.capture.decode.SampleFrames.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.segment.Addresses;
import io.rttd.engine.segment.Segment;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Fragments of what carries a segment, and lengths that contradict each other. */
class OuterFragmentTest {
  private static final String OUTER = "198.19.0.1";
  private static final String OUTER_PEER = "198.19.0.2";
  private static final int PAYLOAD = 1400;
  private static final int MORE_FRAGMENTS = 0x2000;

  /** What a first fragment holds of a frame: an Ethernet header, and this much behind it. */
  private static final int FIRST_FRAGMENT = 14 + 20 + 976;

  private final Segment segment = new Segment();

  @TestFactory
  Stream<DynamicTest> shouldReadTheSegmentInTheFirstFragmentOf() {
    Map<String, FrameBuilder> tunnels =
        Map.of(
            "gtp-u", first().udp(2152, 2152).add(FrameHeaders.gtpU(0x30, "")),
            "vxlan", first().vxlan(),
            "gre", first().gre(),
            "erspan",
                first()
                    .add(FrameHeaders.gre(0x1000, "00000001"))
                    .add(FrameHeaders.fixed(0x88BE, FrameHeaders.UNNAMED, "10010000 00000000"))
                    .innerEthernet(),
            "ipip", first(),
            "l2tp v3",
                first().add(FrameHeaders.fixed(-1, 115, "00000007 01020304")).innerEthernet(),
            "behind an authentication header", first().authentication());
    return tunnels.entrySet().stream()
        .map(
            tunnel ->
                DynamicTest.dynamicTest(
                    tunnel.getKey(), () -> assertIsWhole(segment(tunnel.getValue()))));
  }

  @Test
  void shouldReadTheSegmentInTheFirstIpv6Fragment() {
    assertIsWhole(
        segment(
            ethernet().ipv6("2001:2::f", "2001:2::e").set16(4, 976).ipv6Fragment(0, true).vxlan()));
  }

  private void assertIsWhole(Frame whole) {
    assertThat(whole.cutTo(FIRST_FRAGMENT).decode(segment)).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
    assertThat(Addresses.toText(segment.srcHi, segment.srcLo)).isEqualTo(CLIENT);
    assertThat(whole.cutTo(FIRST_FRAGMENT).snappedTo(160).decode(segment))
        .isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldCountFragmentsThatHoldNoInnerHeader() {
    Frame later =
        segment(ethernet().ipv4(OUTER, OUTER_PEER).set16(6, MORE_FRAGMENTS | 122).vxlan());
    Frame last = segment(ethernet().ipv4(OUTER, OUTER_PEER).set16(6, 122).vxlan());
    Frame short1 = segment(first().vxlan()).cutTo(14 + 20 + 8);
    Frame short2 = segment(first().vxlan()).cutTo(14 + 20 + 8 + 8 + 14 + 20 + 8);

    for (Frame frame : new Frame[] {later, last, short1, short2}) {
      assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.FRAGMENT);
    }
  }

  @Test
  void shouldTakeNoFragmentOfASegmentItselfForASegment() {
    FrameBuilder plain = ethernet().ipv4(CLIENT, SERVER).set16(6, MORE_FRAGMENTS);
    FrameBuilder inner = ethernet().ipv4(OUTER, OUTER_PEER).gre();
    FrameBuilder both = first().gre();
    FrameBuilder ipv6 = ethernet().ipv6("2001:2::1", "2001:2::2").ipv6Fragment(0, true);

    assertIsFragment(plain.tcp(1, 2).payload(PAYLOAD));
    assertIsFragment(plainInside(inner));
    assertIsFragment(plainInside(both));
    assertIsFragment(ipv6.tcp(1, 2).payload(PAYLOAD));
    assertIsFragment(
        ethernet()
            .ipv6("2001:2::1", "2001:2::2")
            .ipv6Fragment(0, true)
            .extension(60, 1)
            .tcp(1, 2)
            .payload(PAYLOAD));
  }

  private static FrameBuilder plainInside(FrameBuilder carrier) {
    return carrier.ipv4(CLIENT, SERVER).set16(6, MORE_FRAGMENTS).tcp(1, 2).payload(PAYLOAD);
  }

  private void assertIsFragment(FrameBuilder frame) {
    assertThat(frame.frame().decode(segment)).isEqualTo(DecodeOutcome.FRAGMENT);
  }

  @Test
  void shouldNotGuessALengthThatOnlyTheOtherFragmentsTell() {
    Frame frame = first().gre().ipv4(CLIENT, SERVER).set16(2, 0).tcp(1, 2).payload(PAYLOAD).frame();

    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.FRAGMENT);
  }

  @Test
  void shouldCallADatagramsFirstFragmentAFragment() {
    assertIsFragment(first().udp(40000, 53).payload(PAYLOAD));
  }

  @Test
  void shouldTakeTheSmallerOfTheLengthsOfPppoeAndIp() {
    int headers = 2 + 20 + 20;
    Frame shortPppoe = pppoe(headers + 100).ipv4(CLIENT, SERVER).tcp(1, 2).payload(PAYLOAD).frame();
    Frame shortIp =
        pppoe(headers + PAYLOAD)
            .ipv4(CLIENT, SERVER)
            .set16(2, 40 + 90)
            .tcp(1, 2)
            .payload(PAYLOAD)
            .frame();

    assertThat(shortPppoe.decode(segment)).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(100);
    assertThat(shortIp.decode(segment)).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(90);
  }

  /** A mirror that truncates sends less than the inner header says was on the wire. */
  @Test
  void shouldBelieveTheInnerHeaderOfATruncatedMirror() {
    Frame frame =
        ethernet()
            .ipv4(OUTER, OUTER_PEER)
            .set16(2, 150)
            .vxlan()
            .ipv4(CLIENT, SERVER)
            .tcp(1, 2)
            .payload(PAYLOAD)
            .frame()
            .cutTo(14 + 150);

    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
  }

  private static FrameBuilder pppoe(int length) {
    return ethernet()
        .add(FrameHeaders.fixed(0x8864, FrameHeaders.UNNAMED, "1100 1234 %04x".formatted(length)))
        .add(FrameHeaders.ppp(""));
  }

  /** The header of a first fragment of {@link #FIRST_FRAGMENT} bytes. */
  private static FrameBuilder first() {
    return ethernet()
        .ipv4(OUTER, OUTER_PEER)
        .set16(2, FIRST_FRAGMENT - 14)
        .set16(6, MORE_FRAGMENTS);
  }

  private static Frame segment(FrameBuilder carrier) {
    return carrier.ipv4(CLIENT, SERVER).tcp(40000, 80).payload(PAYLOAD).frame();
  }
}
