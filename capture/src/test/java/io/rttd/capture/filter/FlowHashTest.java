package io.rttd.capture.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.config.Cidr;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which flows a share keeps, by the program that the kernel would run. */
final class FlowHashTest {
  private static final SnapPolicy KEPT = SnapPolicy.headers(200);
  private static final int SEED = 0x1234_5678;
  private static final int FLOWS = 20_000;

  /** How a TCP packet is wrapped. */
  enum Wrapping {
    PLAIN(LinkHeader.ETHERNET, Packets.ETHERNET),
    VLAN(LinkHeader.ETHERNET, Packets.ETHERNET + "8100 0005 "),
    QINQ(LinkHeader.ETHERNET, Packets.ETHERNET + "88a8 0005 8100 0006 "),
    SLL(LinkHeader.LINUX_SLL, "0000 0001 0006 0200 0000 0002 0000 "),
    RAW(LinkHeader.NONE, "");

    private final LinkHeader link;
    private final String header;

    Wrapping(LinkHeader link, String header) {
      this.link = link;
      this.header = header;
    }

    byte[] around(byte[] ip, boolean v6) {
      String ethertype = this == RAW ? "" : v6 ? Packets.IPV6 : Packets.IPV4;
      byte[] before = Packets.bytes(header + ethertype);
      return ByteBuffer.allocate(before.length + ip.length).put(before).put(ip).array();
    }
  }

  private record Flow(boolean v6, int near, int nearPort, int far, int farPort) {
    byte[] outbound() {
      return packet(v6, near, nearPort, far, farPort);
    }

    byte[] inbound() {
      return packet(v6, far, farPort, near, nearPort);
    }

    private static byte[] packet(boolean v6, int from, int fromPort, int to, int toPort) {
      byte[] bytes = Packets.bytes(v6 ? Packets.ipv6(Packets.TCP) : Packets.ipv4(Packets.TCP));
      return ByteBuffer.wrap(bytes)
          .put(v6 ? 8 : 12, address(v6, from))
          .put(v6 ? 24 : 16, address(v6, to))
          .putShort(v6 ? 40 : 20, (short) fromPort)
          .putShort(v6 ? 42 : 22, (short) toPort)
          .array();
    }
  }

  @ParameterizedTest
  @EnumSource(Wrapping.class)
  void shouldKeepBothDirectionsOfAFlowOrNeither(Wrapping wrapping) throws Exception {
    BpfProgram half = program(half(), wrapping);
    Random random = new Random(7);
    int kept = 0;
    for (int i = 0; i < 4_000; i++) {
      Flow flow = randomFlow(random);
      boolean outbound = keeps(half, wrapping.around(flow.outbound(), flow.v6()));
      assertThat(keeps(half, wrapping.around(flow.inbound(), flow.v6()))).isEqualTo(outbound);
      kept += outbound ? 1 : 0;
    }
    assertThat(kept).isCloseTo(2_000, within(150));
  }

  @ParameterizedTest
  @EnumSource(Wrapping.class)
  void shouldChooseTheSameFlowsHoweverTheyAreWrapped(Wrapping wrapping) throws Exception {
    Random random = new Random(8);
    for (int i = 0; i < 1_000; i++) {
      Flow flow = randomFlow(random);
      assertThat(keeps(program(half(), wrapping), wrapping.around(flow.outbound(), flow.v6())))
          .isEqualTo(keeps(program(half(), Wrapping.RAW), flow.outbound()));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldKeepTheShareOfConnectionsBetweenTwoHosts(boolean v6) throws Exception {
    for (int shift = 0; shift <= 6; shift++) {
      BpfProgram program = program(new FlowShare(FlowShare.SCALE >> shift, SEED), Wrapping.RAW);
      int kept = 0;
      for (int port = 0; port < FLOWS; port++) {
        Flow flow = flow(v6, 1, 32_768 + port, 2, 443);
        kept += keeps(program, flow.outbound()) ? 1 : 0;
      }
      double expected = FLOWS / (double) (1 << shift);
      assertThat(kept).as("1/" + (1 << shift)).isCloseTo((int) expected, within(spread(expected)));
    }
  }

  @Test
  void shouldKeepTheShareOfHostsWithNeighbouringAddresses() throws Exception {
    BpfProgram quarter = program(new FlowShare(FlowShare.SCALE / 4, SEED), Wrapping.RAW);
    int kept = 0;
    for (int host = 0; host < FLOWS; host++) {
      Flow flow = flow(false, 10 + host, 8080, 5_000_000 + host, 8080);
      kept += keeps(quarter, flow.outbound()) ? 1 : 0;
    }
    assertThat(kept).isCloseTo(FLOWS / 4, within(spread(FLOWS / 4.0)));
  }

  @Test
  void shouldKeepWithinASmallerShareOnlyWhatALargerOneKeeps() throws Exception {
    Random random = new Random(9);
    BpfProgram half = program(half(), Wrapping.RAW);
    BpfProgram eighth = program(new FlowShare(FlowShare.SCALE / 8, SEED), Wrapping.RAW);
    for (int i = 0; i < 4_000; i++) {
      byte[] packet = randomFlow(random).outbound();
      assertThat(keeps(half, packet) || !keeps(eighth, packet)).isTrue();
    }
  }

  @Test
  void shouldChooseOtherFlowsBySeed() throws Exception {
    BpfProgram one = program(half(), Wrapping.RAW);
    BpfProgram other = program(new FlowShare(FlowShare.SCALE / 2, SEED + 1), Wrapping.RAW);
    Random random = new Random(10);
    int alike = 0;
    for (int i = 0; i < 4_000; i++) {
      byte[] packet = randomFlow(random).outbound();
      alike += keeps(one, packet) == keeps(other, packet) ? 1 : 0;
    }
    assertThat(alike).isCloseTo(2_000, within(150));
  }

  @Test
  void shouldKeepPacketsWithoutPortsOfAPairTogether() throws Exception {
    BpfProgram half = program(half(), Wrapping.RAW);
    int kept = 0;
    for (int host = 0; host < 1_000; host++) {
      Flow flow = flow(true, host, 1000 + host, 7, 443);
      Flow otherPorts = flow(true, host, 2000 + host, 7, 80);
      boolean first = keeps(half, extended(flow.outbound()));
      assertThat(keeps(half, extended(otherPorts.inbound()))).isEqualTo(first);
      kept += first ? 1 : 0;
    }
    assertThat(kept).isCloseTo(500, within(80));
  }

  @Test
  void shouldSampleBesidePeersAndPorts() throws Exception {
    PeerFilter filter =
        new PeerFilter(
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::/32")),
                List.of(),
                List.of(),
                List.of(443),
                Optional.empty())
            .withShare(half());
    BpfProgram both = PeerProgram.keeping(filter, LinkHeader.NONE, KEPT);
    BpfProgram share = program(half(), Wrapping.RAW);
    for (int port = 1; port < 500; port++) {
      for (boolean v6 : new boolean[] {false, true}) {
        byte[] wanted = flow(v6, 1, port + 443, 2, 443).inbound();
        byte[] otherPort = flow(v6, 1, port + 443, 2, 442).inbound();
        assertThat(keeps(both, wanted)).isEqualTo(keeps(share, wanted));
        assertThat(keeps(both, otherPort)).isFalse();
      }
    }
  }

  @Test
  void shouldKeepNothingOfNoFlows() throws Exception {
    BpfProgram none = program(FlowShare.NONE, Wrapping.RAW);

    assertThat(none.length()).isOne();
    assertThat(keeps(none, flow(false, 1, 2, 3, 4).outbound())).isFalse();
  }

  private static FlowShare half() {
    return new FlowShare(FlowShare.SCALE / 2, SEED);
  }

  private static BpfProgram program(FlowShare share, Wrapping wrapping) throws Exception {
    return PeerProgram.keeping(PeerFilter.allTcp().withShare(share), wrapping.link, KEPT);
  }

  private static boolean keeps(BpfProgram program, byte[] packet) {
    return BpfMachine.run(program, packet, 0) > 0;
  }

  /** Behind a header of destination options, where a program finds no ports. */
  private static byte[] extended(byte[] packet) {
    packet[6] = 60;
    return packet;
  }

  /** Five standard deviations of a number of flows that are taken by chance. */
  private static int spread(double expected) {
    return (int) (5 * Math.sqrt(expected)) + 1;
  }

  private static Flow randomFlow(Random random) {
    return flow(
        random.nextBoolean(),
        random.nextInt(1 << 20),
        random.nextInt(1 << 16),
        random.nextInt(1 << 20),
        random.nextInt(1 << 16));
  }

  private static Flow flow(boolean v6, int near, int nearPort, int far, int farPort) {
    return new Flow(v6, near, nearPort, far, farPort);
  }

  private static byte[] address(boolean v6, int host) {
    return v6
        ? ByteBuffer.allocate(16).putInt(0x2001_0db8).putInt(12, host).array()
        : ByteBuffer.allocate(4).putInt(0x0A00_0000 + host).array();
  }
}
