package io.rttd.capture.decode;

import static io.rttd.capture.decode.Fragments.fragments;
import static io.rttd.capture.decode.FrameBuilder.ethernet;
import static io.rttd.capture.decode.SampleFrames.CLIENT;
import static io.rttd.capture.decode.SampleFrames.SERVER;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
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

  private final FrameDecoder decoder = new FrameDecoder();
  private final Segment segment = new Segment();

  @TestFactory
  Stream<DynamicTest> shouldReadTheSegmentOnceItsPacketIsCompleteIn() {
    Map<String, FrameBuilder> tunnels =
        Map.of(
            "gtp-u", outer().udp(2152, 2152).add(FrameHeaders.gtpU(0x30, "")),
            "vxlan", outer().vxlan(),
            "gre", outer().gre(),
            "erspan",
                outer()
                    .add(FrameHeaders.gre(0x1000, "00000001"))
                    .add(FrameHeaders.fixed(0x88BE, FrameHeaders.UNNAMED, "10010000 00000000"))
                    .innerEthernet(),
            "ipip", outer(),
            "l2tp v3", l2tp("01020304").innerEthernet(),
            "l2tp v3 with a cookie like ipv6", l2tp("60010203").innerEthernet(),
            "l2tp v3 with a cookie like ipv4", l2tp("45010203").innerEthernet(),
            "behind an authentication header", outer().authentication());
    return tunnels.entrySet().stream()
        .map(
            tunnel ->
                DynamicTest.dynamicTest(
                    tunnel.getKey(),
                    () -> assertIsReadWithTheLastOf(fragments(segment(tunnel.getValue())))));
  }

  private static FrameBuilder l2tp(String cookie) {
    return outer().add(FrameHeaders.fixed(-1, 115, "00000007" + cookie));
  }

  @Test
  void shouldReadTheSegmentOfAnIpv6PacketOnceItIsComplete() {
    Frame whole =
        segment(
            ethernet().ipv6("2001:2::f", "2001:2::e").set16(4, 976).ipv6Fragment(0, true).vxlan());
    int behind = whole.bytes().length - FIRST_FRAGMENT;
    Frame last =
        ethernet()
            .ipv6("2001:2::f", "2001:2::e")
            .ipv6Fragment((976 - 8) / 8, false)
            .payload(behind + 20)
            .frame();

    assertIsReadWithTheLastOf(List.of(whole.cutTo(FIRST_FRAGMENT + 20), last));
  }

  private void assertIsReadWithTheLastOf(List<Frame> fragments) {
    FrameDecoder fresh = new FrameDecoder();
    for (Frame fragment : fragments.subList(0, fragments.size() - 1)) {
      assertThat(decode(fresh, fragment)).isEqualTo(DecodeOutcome.FRAGMENT);
    }
    assertThat(decode(fresh, fragments.get(fragments.size() - 1))).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
    assertThat(segment.srcPort).isEqualTo(40000);
    assertThat(Addresses.toText(segment.srcHi, segment.srcLo)).isEqualTo(CLIENT);
    assertThat(fresh.hopLimit()).isEqualTo(7);
  }

  @Test
  void shouldNotMindInWhichOrderFragmentsCome() {
    List<Frame> reversed = new ArrayList<>(fragments(segment(outer().vxlan())));
    Collections.reverse(reversed);

    assertIsReadWithTheLastOf(reversed);
  }

  private static FrameBuilder ipv4Claiming(int totalLength) {
    return FrameBuilder.ethernet()
        .ipv4("198.18.0.1", "198.18.0.2")
        .set16(2, totalLength)
        .tcp(40000, 80)
        .payload(10);
  }

  @Test
  void shouldNotCountMoreThanAFrameHeldThatWasCapturedWhole() {
    decode(
        decoder,
        FrameBuilder.ethernet().ipv4("198.18.0.1", "198.18.0.2").tcp(1, 2).payload(500).frame());

    assertThat(decode(decoder, ipv4Claiming(20 + 20 + 300).frame())).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(10);
  }

  @Test
  void shouldCountFramesWholeWhoseSnappedLengthWasWrittenForTheirOwn() {
    for (int i = 0; i < 3; i++) {
      assertThat(decode(decoder, ipv4Claiming(20 + 20 + 300).frame())).isEqualTo(DecodeOutcome.TCP);
      assertThat(segment.payloadLength).isEqualTo(300);
    }
  }

  @Test
  void shouldReadASnappedFirstFragmentToo() {
    List<Frame> fragments =
        fragments(segment(outer().vxlan())).stream().map(frame -> frame.snappedTo(128)).toList();

    assertIsReadWithTheLastOf(fragments);
  }

  @Test
  void shouldKeepPacketsApart() {
    List<Frame> one = fragments(segment(outer().vxlan()));
    List<Frame> other = fragments(segment(outer().set16(4, 99).vxlan()));

    assertThat(decode(decoder, one.get(0))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, other.get(1))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, other.get(2))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, one.get(1))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, one.get(2))).isEqualTo(DecodeOutcome.TCP);
    assertThat(decode(decoder, one.get(2))).isEqualTo(DecodeOutcome.FRAGMENT);
  }

  /** As where a filter asks for a port, which only first fragments have. */
  @Test
  void shouldTakeFirstFragmentsForCompleteWhereNoOthersCome() {
    DecodeOutcome last = null;
    for (int i = 0; i < 20; i++) {
      last = decode(decoder, fragments(segment(outer().set16(4, i).vxlan())).get(0));
    }
    assertThat(last).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);

    List<Frame> next = fragments(segment(outer().set16(4, 50).vxlan()));
    assertThat(decode(decoder, next.get(0))).isEqualTo(DecodeOutcome.TCP);
    assertThat(decode(decoder, next.get(1))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, next.get(2))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertIsHeldAgain(fragments(segment(outer().set16(4, 51).vxlan())));
  }

  private void assertIsHeldAgain(List<Frame> fragments) {
    assertThat(decode(decoder, fragments.get(0))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, fragments.get(1))).isEqualTo(DecodeOutcome.FRAGMENT);
    assertThat(decode(decoder, fragments.get(2))).isEqualTo(DecodeOutcome.TCP);
  }

  @Test
  void shouldCountFragmentsThatHoldNoInnerHeader() {
    Frame short1 = segment(first().vxlan()).cutTo(14 + 20 + 8);
    Frame short2 = segment(first().vxlan()).cutTo(14 + 20 + 8 + 8 + 14 + 20 + 8);

    for (Frame frame : new Frame[] {short1, short2}) {
      assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.FRAGMENT);
    }
  }

  private DecodeOutcome decode(FrameDecoder by, Frame frame) {
    return by.decode(
        frame.linkType(),
        new UnsafeBuffer(frame.bytes()),
        0,
        frame.bytes().length,
        frame.originalLength(),
        segment);
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

  private static FrameBuilder outer() {
    return ethernet().ipv4(OUTER, OUTER_PEER);
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
    return carrier.ipv4(CLIENT, SERVER).set8(8, 7).tcp(40000, 80).payload(PAYLOAD).frame();
  }
}
