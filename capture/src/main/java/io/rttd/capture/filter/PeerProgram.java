package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.filter.BpfAssembler.Label;
import io.rttd.config.Cidr;
import java.net.Inet4Address;
import java.util.List;

/**
 * Writes the program of a {@link PeerFilter}: peers, exclusions and ports without libpcap, whose
 * compiler takes seconds for hundreds of hosts and crashes on thousands; only the user's own
 * expression is compiled by libpcap and appended.
 *
 * <p>TCP means TCP over IPv4 or IPv6, within up to two VLAN tags that are still in an Ethernet
 * packet, and after an authentication header or IPv6 extension headers. A classic program, which
 * has no loops, cannot walk those, so such packets pass whatever they carry, and the decoder
 * decides. Their ports cannot be found either, so a filter with ports drops them.
 *
 * <p>X holds the length of the VLAN tags and, once the addresses are selected, that plus the length
 * of the IP header: the TCP header is at X + the length of the link's. {@link FlowHash} keeps a
 * share of the flows.
 *
 * <p>With tunnels, a {@link TunnelWalk} moves X on to the inner IP header, and all of the above
 * applies to that. Packets that may hold TCP where a program cannot find it are kept up to the snap
 * length, whatever their addresses.
 */
final class PeerProgram {
  private static final int VLAN_TAG_LENGTH = 4;
  private static final int MAX_VLAN_TAGS = 2;
  static final int[] VLAN_ETHERTYPES = {0x8100, 0x88A8, 0x9100};
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int VERSION_MASK = 0xF0;
  private static final int VERSION_4 = 0x40;
  private static final int VERSION_6 = 0x60;

  private static final int IPV4_LENGTH_OFFSET = 2;
  private static final int IPV4_FRAGMENT_OFFSET = 6;
  private static final int IPV4_FRAGMENT_BITS = 0x1FFF;
  private static final int IPV4_PROTOCOL_OFFSET = 9;
  private static final int IPV4_SOURCE_OFFSET = 12;
  private static final int IPV4_DESTINATION_OFFSET = 16;
  private static final int IPV4_LENGTH_MASK = 0x0F;

  private static final int IPV6_LENGTH_OFFSET = 4;
  private static final int IPV6_NEXT_HEADER_OFFSET = 6;
  private static final int IPV6_SOURCE_OFFSET = 8;
  private static final int IPV6_DESTINATION_OFFSET = 24;
  private static final int IPV6_LENGTH = 40;

  private static final int PROTOCOL_TCP = 6;
  static final int PROTOCOL_AH = 51;

  /** Hop-by-hop, routing, fragment, AH, destination options, mobility, HIP, shim6 (RFC 7045). */
  static final int[] IPV6_EXTENSIONS = {0, 43, 44, PROTOCOL_AH, 60, 135, 139, 140};

  private final PeerFilter filter;
  private final LinkHeader link;
  private final BpfAssembler program = new BpfAssembler();
  private final AddressMatch match = new AddressMatch(program);
  private final HeaderSnap snap;
  private final FlowHash hash;
  private final FlowNotes notes;
  private final TunnelWalk walk;
  private final Label ipv4;
  private final Label ipv6;
  private final Label tcp = new Label();

  private PeerProgram(PeerFilter filter, LinkHeader link, SnapPolicy kept) {
    this.filter = filter;
    this.link = link;
    this.snap =
        new HeaderSnap(
            program,
            link,
            kept.snaplenBytes(),
            kept.pureAcksSent() || filter.ownAcks(),
            filter.tunnels());
    this.hash = new FlowHash(program, filter.share());
    this.notes = new FlowNotes(program, hash, link.length);
    this.walk = new TunnelWalk(program, link.length, new ShareNotes());
    this.ipv4 = filter.tunnels() ? walk.tcpInIpv4 : new Label();
    this.ipv6 = filter.tunnels() ? walk.tcpInIpv6 : new Label();
  }

  /** A program that keeps nothing. */
  static BpfProgram nothing() {
    return new BpfAssembler().keep(0).assemble();
  }

  /** A program that keeps the packets of a filter, ignoring its extra expression. */
  static BpfProgram keeping(PeerFilter filter, LinkHeader link, SnapPolicy kept)
      throws CaptureException {
    if (filter.share().isNone()) {
      return nothing();
    }
    PeerProgram writer = new PeerProgram(filter, link, kept);
    writer.write();
    writer.snap.finish();
    return checked(writer.program.assemble());
  }

  /** A program that passes the packets of a filter to another one, which decides. */
  static BpfProgram followedBy(
      BpfProgram extra, PeerFilter filter, LinkHeader link, SnapPolicy kept)
      throws CaptureException {
    if (filter.share().isNone()) {
      return nothing();
    }
    PeerProgram writer = new PeerProgram(filter, link, kept);
    writer.write();
    return checked(writer.snap.finishIf(extra));
  }

  private static BpfProgram checked(BpfProgram program) throws CaptureException {
    if (program.length() > BpfProgram.MAX_INSTRUCTIONS) {
      throw new CaptureException(
          Reason.BAD_FILTER,
          "the filter needs "
              + program.length()
              + " instructions, but the kernel accepts only "
              + BpfProgram.MAX_INSTRUCTIONS
              + ": name fewer peers, or networks instead of hosts");
    }
    return program;
  }

  /** Writes all paths, which {@link #snap} ends. */
  private void write() {
    program.add(LOAD_X, 0);
    snap.begin();
    linkHeader();
    if (filter.tunnels() && link != LinkHeader.NONE) {
      walk.dispatchRest();
    } else {
      program.keep(0);
    }
    if (filter.tunnels()) {
      tunnels();
    }
    ipv4Header();
    ipv6Header();
    program.label(tcp);
    if (!filter.ports().isEmpty()) {
      ports();
    }
    snap.tcp();
  }

  /** Exits to {@link #ipv4} or {@link #ipv6}, with X at the IP header that contains TCP. */
  private void tunnels() {
    walk.write();
    program.label(walk.opaque);
    if (!filter.share().isAll()) {
      hash.keepShare();
    }
    program.jump(snap.whole);
    program.label(walk.laterFragment); // Of any flow: the first fragment waits for it.
    snap.fragment();
  }

  /** Records the input of a share's hash, and where a tunnel's payload begins. */
  private final class ShareNotes implements TunnelWalk.Notes {
    @Override
    public void none() {
      if (!filter.share().isAll()) {
        notes.noteNothing();
      }
    }

    @Override
    public void ipv4() {
      if (!filter.share().isAll()) {
        notes.noteIpv4Addresses();
      }
    }

    @Override
    public void ipv6() {
      if (!filter.share().isAll()) {
        notes.noteIpv6Addresses();
      }
    }

    @Override
    public void inside() {
      snap.enterTunnel();
    }
  }

  private void ipv4Header() {
    Label fragment = new Label();
    Label whole = new Label();
    program.label(ipv4);
    protocols(IPV4_PROTOCOL_OFFSET, PROTOCOL_AH);
    addresses(true, IPV4_SOURCE_OFFSET, IPV4_DESTINATION_OFFSET);
    if (!filter.share().isAll()) {
      notes.noteIpv4();
      hash.keepShare();
    }
    leaveUnlessTcp(IPV4_PROTOCOL_OFFSET);
    program.add(LOAD_HALF_AT_X, link.length + IPV4_FRAGMENT_OFFSET);
    program.ifAnySet(IPV4_FRAGMENT_BITS, fragment).jump(whole).label(fragment);
    if (filter.ports().isEmpty()) {
      snap.fragment();
    } else {
      program.keep(0); // Only first fragments have ports.
    }
    program.label(whole);
    snap.rememberEnd(link.length + IPV4_LENGTH_OFFSET, 0);
    skipIpv4Header();
    program.jump(tcp);
  }

  private void ipv6Header() {
    program.label(ipv6);
    protocols(IPV6_NEXT_HEADER_OFFSET, IPV6_EXTENSIONS);
    addresses(false, IPV6_SOURCE_OFFSET, IPV6_DESTINATION_OFFSET);
    if (!filter.share().isAll()) {
      notes.noteIpv6();
      hash.keepShare();
    }
    leaveUnlessTcp(IPV6_NEXT_HEADER_OFFSET);
    snap.rememberEnd(link.length + IPV6_LENGTH_OFFSET, IPV6_LENGTH);
    program.add(X_TO_A, 0).add(ADD, IPV6_LENGTH).add(A_TO_X, 0);
  }

  /** Exits to {@link #ipv4} or {@link #ipv6}, or continues. */
  private void linkHeader() {
    Label first4 = filter.tunnels() ? walk.outerIpv4 : ipv4;
    Label first6 = filter.tunnels() ? walk.outerIpv6 : ipv6;
    program.add(link.ethertypeLoad, link.ethertypeOffset);
    if (link == LinkHeader.NONE) {
      program.add(AND, VERSION_MASK).ifEqual(VERSION_4, first4).ifEqual(VERSION_6, first6);
      return;
    }
    ethertype();
    if (link != LinkHeader.ETHERNET) {
      return;
    }
    for (int tags = 1; tags <= MAX_VLAN_TAGS; tags++) {
      Label tagged = new Label();
      for (int ethertype : VLAN_ETHERTYPES) {
        program.ifEqual(ethertype, tagged);
      }
      if (filter.tunnels()) {
        walk.dispatchRest();
      } else {
        program.keep(0);
      }
      program.label(tagged);
      program.add(LOAD_X, tags * VLAN_TAG_LENGTH);
      program.add(LOAD_HALF_AT, link.ethertypeOffset + tags * VLAN_TAG_LENGTH);
      ethertype();
    }
  }

  private void ethertype() {
    if (filter.tunnels()) {
      walk.dispatch(walk.outerIpv4, walk.outerIpv6);
    } else {
      program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6);
    }
  }

  /** Continues if the packet contains or may contain TCP; otherwise drops it. */
  private void protocols(int protocolOffset, int... behindWhichTcpMayBe) {
    if (filter.tunnels()) {
      return; // The tunnel walk has checked.
    }
    Label wanted = new Label();
    program.add(LOAD_BYTE_AT_X, link.length + protocolOffset).ifEqual(PROTOCOL_TCP, wanted);
    if (filter.ports().isEmpty()) {
      for (int protocol : behindWhichTcpMayBe) {
        program.ifEqual(protocol, wanted);
      }
    }
    program.keep(0).label(wanted);
  }

  /** Continues if the addresses are selected; otherwise drops the packet. */
  private void addresses(boolean v4, int sourceOffset, int destinationOffset) {
    Label wanted = new Label();
    Label unwanted = new Label();
    List<Cidr> excluded = ofFamily(filter.excluded(), v4);
    match.address(link.length + sourceOffset, excluded, unwanted);
    match.address(link.length + destinationOffset, excluded, unwanted);
    if (filter.peers().isEmpty()) {
      program.jump(wanted);
    } else {
      List<Cidr> peers = ofFamily(filter.peers(), v4);
      match.address(link.length + sourceOffset, peers, wanted);
      match.address(link.length + destinationOffset, peers, wanted);
    }
    program.label(unwanted).keep(0).label(wanted);
  }

  /** After other headers, where those pass, the end of the TCP header cannot be found. */
  private void leaveUnlessTcp(int protocolOffset) {
    if (filter.ports().isEmpty() && !filter.tunnels()) {
      Label isTcp = new Label();
      program.add(LOAD_BYTE_AT_X, link.length + protocolOffset).ifEqual(PROTOCOL_TCP, isTcp);
      program.jump(snap.whole).label(isTcp);
    }
  }

  private void skipIpv4Header() {
    program.add(LOAD_BYTE_AT_X, link.length).add(AND, IPV4_LENGTH_MASK);
    program.add(SHIFT_LEFT, 2).add(ADD_X, 0).add(A_TO_X, 0);
  }

  private void ports() {
    Label found = new Label();
    program.add(LOAD_HALF_AT_X, link.length);
    match.number(filter.ports(), found);
    program.add(LOAD_HALF_AT_X, link.length + Short.BYTES);
    match.number(filter.ports(), found);
    program.keep(0).label(found);
  }

  private static List<Cidr> ofFamily(List<Cidr> blocks, boolean v4) {
    return blocks.stream().filter(block -> block.address() instanceof Inet4Address == v4).toList();
  }
}
