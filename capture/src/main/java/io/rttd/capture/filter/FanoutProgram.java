package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/**
 * The program by which the kernel distributes packets among the sockets of a group
 * (PACKET_FANOUT_CBPF): it returns a {@link FlowHash}, the same for both directions of a flow.
 *
 * <p>The kernel's own hash (PACKET_FANOUT_HASH) would suffice, except that it misreads frames that
 * this host sends with a VLAN tag in them, and would split their flows.
 *
 * <p>Sent and received packets begin with different headers, so offsets are from what the kernel
 * takes for the network header: the IP header of a sent packet, but perhaps an inner VLAN tag of a
 * received one.
 */
public final class FanoutProgram {
  /** SKF_NET_OFF, SKF_AD_OFF + SKF_AD_PROTOCOL. */
  private static final int NETWORK_HEADER = -0x10_0000;

  private static final int KERNEL_PROTOCOL = -0x1000;
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int TAG_LENGTH = 4;
  private static final int TAG_ETHERTYPE_OFFSET = 2;
  private static final int VERSION_MASK = 0xF0;

  private final BpfAssembler program = new BpfAssembler();
  private final FlowNotes notes;
  private final boolean tunnels;
  private final TunnelWalk walk;
  private final Label ipv4;
  private final Label ipv6;

  private FanoutProgram(int seed, boolean tunnels) {
    this.tunnels = tunnels;
    notes =
        new FlowNotes(
            program, new FlowHash(program, new FlowShare(FlowShare.SCALE, seed)), NETWORK_HEADER);
    walk = new TunnelWalk(program, NETWORK_HEADER, new AddressNotes());
    ipv4 = tunnels ? walk.outerIpv4 : new Label();
    ipv6 = tunnels ? walk.outerIpv6 : new Label();
  }

  /**
   * Writes the program.
   *
   * @param seed random, so that outsiders cannot predict which flows share a socket
   * @param tunnels whether flows inside tunnels are distinguished, too
   */
  public static BpfProgram write(int seed, boolean tunnels) {
    return new FanoutProgram(seed, tunnels).write();
  }

  private BpfProgram write() {
    Label hash = new Label();
    networkHeader();
    if (tunnels) {
      walk.write();
      program.label(walk.opaque).label(walk.laterFragment).jump(hash);
      program.label(walk.tcpInIpv4);
    } else {
      program.label(ipv4);
    }
    notes.noteIpv4();
    program.jump(hash).label(tunnels ? walk.tcpInIpv6 : ipv6);
    notes.noteIpv6();
    program.label(hash);
    notes.hash();
    return program.add(RETURN_A, 0).assemble();
  }

  /** Distinguishes flows whose TCP ports cannot be found. */
  private final class AddressNotes implements TunnelWalk.Notes {
    @Override
    public void none() {
      notes.noteNothing();
    }

    @Override
    public void ipv4() {
      notes.noteIpv4Addresses();
    }

    @Override
    public void ipv6() {
      notes.noteIpv6Addresses();
    }

    @Override
    public void inside() {
      // The innermost header is the one that counts.
    }
  }

  private void networkHeader() {
    Label tagged = new Label();
    program.add(LOAD_X, 0).add(LOAD_WORD_AT, KERNEL_PROTOCOL);
    dispatch();
    program.add(LOAD_HALF_AT, NETWORK_HEADER + TAG_ETHERTYPE_OFFSET);
    program.ifEqual(ETHERTYPE_IPV4, tagged).ifEqual(ETHERTYPE_IPV6, tagged);
    if (tunnels) {
      new BpfCursor(program, NETWORK_HEADER).goTo(tagged, TunnelWalk.FIRST_OF_TUNNELS);
    }
    program.add(LOAD_BYTE_AT, NETWORK_HEADER).add(AND, VERSION_MASK);
    program.ifEqual(0x40, ipv4).ifEqual(0x60, ipv6).keep(0);
    program.label(tagged).add(LOAD_X, TAG_LENGTH);
    dispatch();
    program.keep(0);
  }

  private void dispatch() {
    if (tunnels) {
      walk.dispatch(ipv4, ipv6);
    } else {
      program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6);
    }
  }
}
