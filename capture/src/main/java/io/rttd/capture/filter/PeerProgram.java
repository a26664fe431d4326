package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.filter.BpfAssembler.Label;
import io.rttd.config.Cidr;
import java.net.Inet4Address;
import java.util.List;

/**
 * Writes the program of a {@link PeerFilter}: its peers, exclusions and ports without libpcap,
 * whose compiler takes seconds for hundreds of hosts and crashes on thousands; only the user's own
 * expression is compiled by libpcap and appended.
 *
 * <p>TCP means: over IPv4 or IPv6, within up to two VLAN tags that an Ethernet packet still holds,
 * and behind an authentication header or IPv6 extension headers. A classic program, which has no
 * loops, cannot walk those, so they pass whatever they carry, and the decoder tells. Their ports
 * cannot be found either: with ports they are left out.
 *
 * <p>X holds the length of the VLAN tags throughout. A share of the flows is kept by {@link
 * FlowHash}, after everything else but the user's expression.
 */
final class PeerProgram {
  private static final int VLAN_TAG_LENGTH = 4;
  private static final int MAX_VLAN_TAGS = 2;
  private static final int[] VLAN_ETHERTYPES = {0x8100, 0x88A8, 0x9100};
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int VERSION_MASK = 0xF0;
  private static final int VERSION_4 = 0x40;
  private static final int VERSION_6 = 0x60;

  private static final int IPV4_FRAGMENT_OFFSET = 6;
  private static final int IPV4_FRAGMENT_BITS = 0x1FFF;
  private static final int IPV4_PROTOCOL_OFFSET = 9;
  private static final int IPV4_SOURCE_OFFSET = 12;
  private static final int IPV4_DESTINATION_OFFSET = 16;
  private static final int IPV4_LENGTH_MASK = 0x0F;

  private static final int IPV6_NEXT_HEADER_OFFSET = 6;
  private static final int IPV6_SOURCE_OFFSET = 8;
  private static final int IPV6_DESTINATION_OFFSET = 24;
  private static final int IPV6_LENGTH = 40;

  private static final int PROTOCOL_TCP = 6;
  private static final int PROTOCOL_AH = 51;

  /** Hop-by-hop, routing, fragment, AH, destination options, mobility, HIP, shim6 (RFC 7045). */
  private static final int[] IPV6_EXTENSIONS = {0, 43, 44, PROTOCOL_AH, 60, 135, 139, 140};

  private final PeerFilter filter;
  private final LinkHeader link;
  private final BpfAssembler program = new BpfAssembler();
  private final AddressMatch match = new AddressMatch(program);
  private final FlowHash hash;
  private final Label ipv4 = new Label();
  private final Label ipv6 = new Label();
  private final Label ofInterest = new Label();
  private final Label take = new Label();
  private final Label drop = new Label();

  private PeerProgram(PeerFilter filter, LinkHeader link) {
    this.filter = filter;
    this.link = link;
    this.hash = new FlowHash(program, filter.share());
  }

  /** A program that keeps nothing. */
  static BpfProgram nothing() {
    return new BpfAssembler().keep(0).assemble();
  }

  /**
   * A program that keeps {@code snaplen} bytes of the packets of a filter, without regard to its
   * extra expression.
   */
  static BpfProgram keeping(PeerFilter filter, LinkHeader link, int snaplen)
      throws CaptureException {
    if (filter.share().isNone()) {
      return nothing();
    }
    PeerProgram writer = new PeerProgram(filter, link);
    writer.write();
    writer.program.keep(snaplen);
    return checked(writer.program.assemble());
  }

  /** A program that hands the packets of a filter to another, which decides about them. */
  static BpfProgram followedBy(BpfProgram extra, PeerFilter filter, LinkHeader link)
      throws CaptureException {
    if (filter.share().isNone()) {
      return nothing();
    }
    PeerProgram writer = new PeerProgram(filter, link);
    writer.write();
    return checked(writer.program.assemble().followedBy(extra));
  }

  private static BpfProgram checked(BpfProgram program) throws CaptureException {
    if (program.length() > BpfProgram.MAX_INSTRUCTIONS) {
      throw new CaptureException(
          Reason.BAD_FILTER,
          "the filter makes "
              + program.length()
              + " instructions and the kernel takes "
              + BpfProgram.MAX_INSTRUCTIONS
              + ": name fewer peers, or networks instead of hosts");
    }
    return program;
  }

  /** Falls out of its last line, which is {@link #take}. */
  private void write() {
    Label wanted4 = new Label();
    Label wanted6 = new Label();
    Label drop4 = new Label();
    program.add(LOAD_X, 0);
    linkHeader();
    program.label(drop).keep(0);

    program.label(ipv4).add(LOAD_BYTE_AT_X, link.length + IPV4_PROTOCOL_OFFSET);
    protocols(wanted4, PROTOCOL_AH);
    program.label(wanted4);
    Label ofPeer4 = addresses(true, IPV4_SOURCE_OFFSET, IPV4_DESTINATION_OFFSET);
    program.label(ofPeer4);
    if (!filter.share().isAll()) {
      noteIpv4Flow();
    }
    if (!filter.ports().isEmpty()) {
      program.add(LOAD_HALF_AT_X, link.length + IPV4_FRAGMENT_OFFSET);
      program.ifAnySet(IPV4_FRAGMENT_BITS, drop4);
      skipIpv4Header();
      ports(link.length);
    }
    program.jump(ofInterest);
    program.label(drop4).keep(0);

    program.label(ipv6).add(LOAD_BYTE_AT_X, link.length + IPV6_NEXT_HEADER_OFFSET);
    protocols(wanted6, IPV6_EXTENSIONS);
    program.label(wanted6);
    Label ofPeer6 = addresses(false, IPV6_SOURCE_OFFSET, IPV6_DESTINATION_OFFSET);
    program.label(ofPeer6);
    if (!filter.share().isAll()) {
      noteIpv6Flow();
    }
    if (!filter.ports().isEmpty()) {
      ports(link.length + IPV6_LENGTH);
    }
    program.label(ofInterest);
    if (!filter.share().isAll()) {
      hash.keepShare();
    }
    program.label(take);
  }

  /** X stays as it is. */
  private void noteIpv4Flow() {
    Label noPorts = new Label();
    Label tcp = new Label();
    hash.noteIpv4Addresses(link.length + IPV4_SOURCE_OFFSET, link.length + IPV4_DESTINATION_OFFSET);
    program.add(LOAD_HALF_AT_X, link.length + IPV4_FRAGMENT_OFFSET);
    program.ifAnySet(IPV4_FRAGMENT_BITS, noPorts);
    program.add(LOAD_BYTE_AT_X, link.length + IPV4_PROTOCOL_OFFSET);
    program.ifEqual(PROTOCOL_TCP, tcp).jump(noPorts).label(tcp);
    skipIpv4Header();
    hash.notePorts(link.length);
    hash.restoreX();
    program.label(noPorts);
  }

  /** X stays as it is. */
  private void noteIpv6Flow() {
    Label noPorts = new Label();
    Label tcp = new Label();
    hash.noteIpv6Addresses(link.length + IPV6_SOURCE_OFFSET, link.length + IPV6_DESTINATION_OFFSET);
    program.add(LOAD_BYTE_AT_X, link.length + IPV6_NEXT_HEADER_OFFSET);
    program.ifEqual(PROTOCOL_TCP, tcp).jump(noPorts).label(tcp);
    hash.notePorts(link.length + IPV6_LENGTH);
    program.label(noPorts);
  }

  /** Leaves for {@link #ipv4} or {@link #ipv6}, or goes on. */
  private void linkHeader() {
    program.add(link.ethertypeLoad, link.ethertypeOffset);
    if (link == LinkHeader.NONE) {
      program.add(AND, VERSION_MASK).ifEqual(VERSION_4, ipv4).ifEqual(VERSION_6, ipv6);
      return;
    }
    program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6);
    if (link != LinkHeader.ETHERNET) {
      return;
    }
    for (int tags = 1; tags <= MAX_VLAN_TAGS; tags++) {
      Label tagged = new Label();
      for (int ethertype : VLAN_ETHERTYPES) {
        program.ifEqual(ethertype, tagged);
      }
      program.keep(0).label(tagged);
      program.add(LOAD_X, tags * VLAN_TAG_LENGTH);
      program.add(LOAD_HALF_AT, link.ethertypeOffset + tags * VLAN_TAG_LENGTH);
      program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6);
    }
  }

  /** Goes on to {@code wanted}, or throws the packet away. */
  private void protocols(Label wanted, int... behindWhichTcpMayBe) {
    program.ifEqual(PROTOCOL_TCP, wanted);
    if (filter.ports().isEmpty()) {
      for (int protocol : behindWhichTcpMayBe) {
        program.ifEqual(protocol, wanted);
      }
    }
    program.keep(0);
  }

  /** Leaves for the label that it returns, if the addresses are wanted; never goes on. */
  private Label addresses(boolean v4, int sourceOffset, int destinationOffset) {
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
    program.label(unwanted).keep(0);
    return wanted;
  }

  private void skipIpv4Header() {
    program.add(LOAD_BYTE_AT_X, link.length).add(AND, IPV4_LENGTH_MASK);
    program.add(SHIFT_LEFT, 2).add(ADD_X, 0).add(A_TO_X, 0);
  }

  private void ports(int tcpOffset) {
    Label found = new Label();
    program.add(LOAD_HALF_AT_X, tcpOffset);
    match.number(filter.ports(), found);
    program.add(LOAD_HALF_AT_X, tcpOffset + Short.BYTES);
    match.number(filter.ports(), found);
    program.keep(0).label(found);
  }

  private static List<Cidr> ofFamily(List<Cidr> blocks, boolean v4) {
    return blocks.stream().filter(block -> block.address() instanceof Inet4Address == v4).toList();
  }
}
