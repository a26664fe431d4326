package io.rttd.capture.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.Frame;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.decode.LinkType;
import io.rttd.capture.decode.OtherDirection;
import io.rttd.capture.decode.SampleFrames;
import io.rttd.config.Cidr;
import io.rttd.model.Segment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The programs, on one segment in every wrapping that the decoder looks through. */
final class TunnelProgramTest {
  private static final int SNAPLEN = 512;
  private static final int OUTGOING = 4;
  private static final int HOST = 0;
  private static final SnapPolicy KEPT = new SnapPolicy(SNAPLEN, false);
  private static final PeerFilter ALL = PeerFilter.allTcp().withTunnels(true);
  private static final String OUTER = "198.19.0.1";
  private static final String OUTER_PEER = "198.19.0.2";
  private static final String INNER = "198.18.0.1";
  private static final String INNER_PEER = "198.18.0.2";

  /** Instructions, as before tunnels were looked into. */
  private static final int PLAIN_LENGTH = 78;

  private static final int PLAIN_LENGTH_WITHOUT_ACKS = 103;
  private static final int PLAIN_FANOUT_LENGTH = 138;

  /** Of these a program cannot find the inner header: what tells their flows apart is outside. */
  private static final Set<String> NOT_FOLLOWED =
      Set.of(
          "802.3 snap",
          "802.3 snap of bridges",
          "802.3 llc ip",
          "vlan snap",
          "qinq 9200",
          "mpls ethernet whose address begins with 4",
          "ah",
          "ah ipv6",
          "ipip in ipip in ipip",
          "gre routing",
          "pptp",
          "vxlan in vxlan",
          "teredo authentication and origin",
          "hop-by-hop",
          "extension headers",
          "atomic fragment");

  @TestFactory
  Stream<DynamicTest> shouldKeepEnoughForTheDecoderOf() throws Exception {
    BpfProgram program = program(ALL);
    return samples(sample -> assertMeasurable(program, sample, SampleFrames.PAYLOAD_LENGTH));
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepNothingBehindTheInnerHeadersOf() throws Exception {
    BpfProgram program = program(ALL);
    return samples(
        sample -> {
          if (isFollowed(sample.getKey())) {
            byte[] bytes = sample.getValue().bytes();
            assertThat(run(program, bytes)).isEqualTo(bytes.length - SampleFrames.PAYLOAD_LENGTH);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepOnACookedSocketEnoughOf() throws Exception {
    BpfProgram program = PeerProgram.keeping(ALL, LinkHeader.COOKED_SOCKET, KEPT);
    return samples(
        sample -> {
          byte[] bytes = sample.getValue().bytes();
          int ethertype = ethertype(bytes);
          if (ethertype != 0x8100 && ethertype != 0x88A8) { // The kernel takes those tags off.
            byte[] packet = Arrays.copyOfRange(bytes, 14, bytes.length);
            assertThat(BpfMachine.run(program, packet, ethertype, HOST))
                .isGreaterThanOrEqualTo(packet.length - SampleFrames.PAYLOAD_LENGTH);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldAskForPeersAndPortsOfTheInnerPacketOf() {
    return samples(
        sample -> {
          byte[] bytes = sample.getValue().bytes();
          for (String peer : List.of("198.18.0.2", "2001:2::2", "198.18.0.0/24", "2001:2::/64")) {
            boolean v6 = isInnerIpv6(bytes);
            assertThat(wants(peers(peer), bytes)).as(peer).isEqualTo(v6 == peer.contains(":"));
          }
          assertThat(wants(peers("198.19.0.0/16", "2001:2:0:f::/64"), bytes)).isFalse();
          assertThat(wants(ports(80), bytes)).isTrue();
          assertThat(wants(ports(4789, 2152, 443), bytes)).isFalse();
          assertThat(wants(excluding("198.18.0.1", "2001:2::1"), bytes)).isFalse();
          assertThat(wants(excluding("198.19.0.0/16", "2001:2:0:f::/64"), bytes)).isTrue();
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldKeepTogetherBothDirectionsOf() {
    return samples(
        sample -> {
          byte[] there = sample.getValue().bytes();
          byte[] back = OtherDirection.of(there);
          Random seeds = new Random(11);
          for (int i = 0; i < 40; i++) {
            int seed = seeds.nextInt();
            FlowShare half = new FlowShare(FlowShare.SCALE / 2, seed);
            BpfProgram share = program(ALL.withShare(half));
            assertThat(run(share, back) > 0).isEqualTo(run(share, there) > 0);
            assertThat(lane(seed, back)).isEqualTo(lane(seed, there));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldTellFlowsApartByTheirInnermostEndsOf() {
    return samples(
        sample -> {
          if (!isFollowed(sample.getKey())) {
            return;
          }
          byte[] bytes = sample.getValue().bytes();
          byte[] plain = SampleFrames.all().get(isInnerIpv6(bytes) ? "ipv6" : "ethernet").bytes();
          for (int seed = 0; seed < 40; seed++) {
            BpfProgram share = program(ALL.withShare(new FlowShare(FlowShare.SCALE / 2, seed)));
            assertThat(run(share, bytes) > 0).isEqualTo(run(share, plain) > 0);
            if (!sample.getKey().equals("qinq 9100")) { // Its tags the kernel does not know.
              assertThat(lane(seed, bytes)).isEqualTo(lane(seed, plain));
            }
          }
        });
  }

  @Test
  void shouldSpreadWhatItCannotFollowByTheOutermostAddresses() {
    Set<Integer> lanes = new HashSet<>();
    for (int i = 1; i < 50; i++) {
      lanes.add(lane(5, outer("198.19.1." + i).authentication()));
    }
    assertThat(lanes).hasSizeGreaterThan(40);
  }

  @Test
  void shouldDropWhatIsCertainlyNotTcp() throws Exception {
    BpfProgram program = program(ALL);
    for (FrameBuilder carrier : List.of(FrameBuilder.ethernet(), vxlan(), outer().gre(), outer())) {
      byte[] udp = carrier.ipv4(INNER, INNER_PEER).udp(50000, 53).payload(60).build();
      assertThat(run(program, udp)).isZero();
    }
    byte[] arp = Packets.bytes(Packets.ETHERNET + "0806 " + Packets.ipv4(Packets.TCP));
    assertThat(run(program, arp)).isZero();
  }

  @Test
  void shouldLeaveOtherTunnelsToTheDecoder() throws Exception {
    for (int port : new int[] {1701, 37008}) {
      byte[] there = outer().udp(50000, port).payload(100).build();
      byte[] back = outer().udp(port, 50000).payload(100).build();
      assertThat(run(program(ALL), there)).isEqualTo(SNAPLEN);
      assertThat(run(program(peers(INNER)), back)).isEqualTo(SNAPLEN);
    }
    byte[] l2tpv3 = outer().gre().set16(0, 0).payload(100).build();
    l2tpv3[14 + 9] = 115;
    assertThat(run(program(ALL), l2tpv3)).isEqualTo(SNAPLEN);
  }

  @Test
  void shouldKeepTheFirstOuterFragmentAndTheHeadersOfLaterOnes() throws Exception {
    BpfProgram program = program(ALL);
    for (FrameBuilder carrier : List.of(outer().gre(), vxlan(), outer())) {
      byte[] frame = carrier.ipv4(INNER, INNER_PEER).tcp(40000, 80).payload(60).build();
      int kept = run(program, frame);
      assertThat(run(program, fragment(frame, 0x2000))).as("first").isEqualTo(kept);
      assertThat(run(program, fragment(frame, 0x2001))).as("later").isEqualTo(14 + 20);
      for (int seed = 0; seed < 8; seed++) { // The first one waits for it, whatever its flow.
        BpfProgram half = program(ALL.withShare(new FlowShare(FlowShare.SCALE / 2, seed)));
        assertThat(run(half, fragment(frame, 0x2001))).isEqualTo(14 + 20);
      }
    }
  }

  @Test
  void shouldDropThePureAcksThatThisHostSendsButNoneInsideTunnels() throws Exception {
    BpfProgram program = program(ALL.withoutOwnAcks());
    byte[] plain = FrameBuilder.ethernet().ipv4(INNER, INNER_PEER).tcp(40000, 80).build();
    byte[] inside = vxlan().ipv4(INNER, INNER_PEER).tcp(40000, 80).build();

    assertThat(BpfMachine.run(program, plain, 0, OUTGOING)).isZero();
    assertThat(BpfMachine.run(program, plain, 0, HOST)).isPositive();
    assertThat(BpfMachine.run(program, inside, 0, OUTGOING)).isPositive();
    assertThat(BpfMachine.run(program, inside, 0, HOST)).isPositive();
  }

  @Test
  void shouldHideTunnelsAndCostNothingWhereTheyAreNotWanted() throws Exception {
    PeerFilter plain = PeerFilter.allTcp();

    assertThat(run(program(plain), vxlan().ipv4(INNER, INNER_PEER).tcp(1, 2).build())).isZero();
    assertThat(program(plain).length()).isEqualTo(PLAIN_LENGTH);
    assertThat(program(plain.withoutOwnAcks()).length()).isEqualTo(PLAIN_LENGTH_WITHOUT_ACKS);
    assertThat(FanoutProgram.write(1, false).length()).isEqualTo(PLAIN_FANOUT_LENGTH);
  }

  private interface Check {
    void check(Map.Entry<String, Frame> sample) throws Exception;
  }

  private static Stream<DynamicTest> samples(Check check) {
    return SampleFrames.all().entrySet().stream()
        .filter(sample -> sample.getValue().linkType() == LinkType.ETHERNET)
        .map(sample -> dynamicTest(sample.getKey(), () -> check.check(sample)));
  }

  private static void assertMeasurable(
      BpfProgram program, Map.Entry<String, Frame> sample, int payloadLength) {
    int kept = run(program, sample.getValue().bytes());
    Segment segment = new Segment();

    assertThat(kept).isPositive();
    assertThat(sample.getValue().snappedTo(kept).decode(segment)).isEqualTo(DecodeOutcome.TCP);
    assertThat(segment.payloadLength).isEqualTo(payloadLength);
    assertThat(segment.sackCount).isEqualTo(2);
  }

  private static boolean isFollowed(String sample) {
    return !NOT_FOLLOWED.contains(sample) && !sample.matches("(l2tp|tzsp|cisco|fabric).*");
  }

  private static boolean wants(PeerFilter filter, byte[] frame) throws Exception {
    Segment segment = new Segment();
    return run(program(filter), frame) > 0
        && new Frame(LinkType.ETHERNET, frame, frame.length).decode(segment) == DecodeOutcome.TCP
        && filter.segments().wants(segment);
  }

  private static BpfProgram program(PeerFilter filter) throws Exception {
    return PeerProgram.keeping(filter, LinkHeader.ETHERNET, KEPT);
  }

  private static int run(BpfProgram program, byte[] frame) {
    return BpfMachine.run(program, frame, 0, HOST);
  }

  /** As the kernel sees a received frame, whose outer tag it has taken out. */
  private static int lane(int seed, byte[] frame) {
    boolean tagged = Set.of(0x8100, 0x88A8).contains(ethertype(frame));
    byte[] packet = Arrays.copyOfRange(frame, tagged ? 18 : 14, frame.length);
    int protocol = tagged ? ByteBuffer.wrap(frame).getShort(16) & 0xFFFF : ethertype(frame);
    return BpfMachine.run(FanoutProgram.write(seed, true), packet, protocol, HOST);
  }

  private static int lane(int seed, FrameBuilder frame) {
    return lane(seed, frame.tcp(40000, 80).build());
  }

  private static int ethertype(byte[] frame) {
    return ByteBuffer.wrap(frame).getShort(12) & 0xFFFF;
  }

  private static boolean isInnerIpv6(byte[] frame) throws Exception {
    Segment segment = new Segment();
    new Frame(LinkType.ETHERNET, frame, frame.length).decode(segment);
    return segment.srcHi != 0;
  }

  private static byte[] fragment(byte[] frame, int flagsAndOffset) {
    byte[] fragment = frame.clone();
    ByteBuffer.wrap(fragment).putShort(14 + 6, (short) flagsAndOffset);
    return fragment;
  }

  private static FrameBuilder outer() {
    return outer(OUTER);
  }

  private static FrameBuilder outer(String source) {
    return FrameBuilder.ethernet().ipv4(source, OUTER_PEER);
  }

  private static FrameBuilder vxlan() {
    return outer().vxlan();
  }

  private static PeerFilter peers(String... blocks) {
    return filter(cidrs(blocks), List.of(), List.of());
  }

  private static PeerFilter excluding(String... blocks) {
    return filter(List.of(), cidrs(blocks), List.of());
  }

  private static PeerFilter ports(Integer... ports) {
    return filter(List.of(), List.of(), List.of(ports));
  }

  private static PeerFilter filter(List<Cidr> peers, List<Cidr> excluded, List<Integer> ports) {
    return new PeerFilter(peers, List.of(), excluded, ports, Optional.empty()).withTunnels(true);
  }

  private static List<Cidr> cidrs(String... blocks) {
    return Arrays.stream(blocks).map(Cidr::parse).toList();
  }
}
