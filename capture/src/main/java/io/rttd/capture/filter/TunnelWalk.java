package io.rttd.capture.filter;

import static io.rttd.capture.filter.BpfAssembler.*;

import io.rttd.capture.filter.BpfAssembler.Label;

/**
 * Writes the part of a program that follows a packet into its tunnel, up to the inner IP header:
 * GRE and ERSPAN, IP in IP, VXLAN, GENEVE, GTP-U, Teredo, MPLS and PPPoE, as the decoder reads
 * them.
 *
 * <p>A classic program has no loops, so it follows one tunnel, an MPLS stack of four labels, two
 * inner VLAN tags and two extension headers of GTP-U. Packets that may contain TCP beyond that exit
 * at {@link #opaque}, for the decoder to decide; packets that certainly contain none are dropped.
 * Each path starts and ends with X + {@code start} at a header.
 */
final class TunnelWalk {
  /** UDP ports by which the decoder recognizes a tunnel. */
  static final int[] UDP_PORTS = {4789, 8472, 6081, 2152, 3544, 1701, 37008};

  /** IP protocols in which it may find TCP: IPv4, IPv6, GRE, AH, L2TPv3. */
  static final int[] PROTOCOLS = {4, 41, 47, PeerProgram.PROTOCOL_AH, 115};

  private static final int[] MPLS = {0x8847, 0x8848};
  private static final int PPPOE = 0x8864;

  /** EtherTypes, besides those of IP, that {@link #dispatch} knows. */
  static final int[] FIRST_OF_TUNNELS = {0x8847, 0x8848, PPPOE};

  /** Cisco metadata, FabricPath, Ethernet in Ethernet, and tags beyond those that are skipped. */
  private static final int[] OPAQUE_ETHERTYPES = {
    0x8909, 0x8903, 0x6558, 0x8100, 0x88A8, 0x9100, 0x9200
  };

  /** A smaller number in an EtherType's place is the length of a frame with LLC. */
  private static final int SMALLEST_ETHERTYPE = 0x0600;

  /** Memory cells between those of {@link FlowHash} and those of {@link HeaderSnap}. */
  private static final int PROTOCOL = 8;

  static final int FLAGS = 9;
  static final int TYPE = 10;

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int ETHERTYPE_ETHERNET = 0x6558;
  private static final int ETHERNET_LENGTH = 14;
  private static final int ETHERTYPE_OFFSET = 12;
  private static final int TAG_LENGTH = 4;
  private static final int MAX_INNER_TAGS = 2;

  private static final int PROTOCOL_TCP = 6;
  private static final int PROTOCOL_UDP = 17;

  private static final int LABEL_LENGTH = 4;
  private static final int MAX_LABELS = 4;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int CONTROL_WORD_LENGTH = 4;

  private final BpfAssembler program;
  private final BpfCursor cursor;
  private final Notes notes;

  /** Entry from the program's own dispatch, with the outer header at X. */
  final Label outerIpv4 = new Label();

  final Label outerIpv6 = new Label();

  /** TCP in the IP header at X. */
  final Label tcpInIpv4 = new Label();

  final Label tcpInIpv6 = new Label();

  /** A later fragment of a packet that may be a tunnel's, with its IPv4 header at X. */
  final Label laterFragment = new Label();

  /** A packet that may hold TCP where a program cannot find it; X is meaningless. */
  final Label opaque = new Label();

  private final Label outerMpls = new Label();
  private final Label pppoe = new Label();
  private final Label unknown = new Label();
  private final Label mpls = new Label();

  /** The header of the EtherType in the cell {@link #TYPE}, at X. */
  final Label type = new Label();

  /** An Ethernet header at X. */
  final Label ethernet = new Label();

  /** The header of a tunnel's packet at X, if its first bits are an IP version. */
  final Label innerIp = new Label();

  /** Writes code that records data of the headers passed; each call leaves X unchanged. */
  interface Notes {
    /** Nothing distinguishes flows yet. */
    void none();

    /** The addresses of the IPv4 header at X distinguish flows, as far as is known. */
    void ipv4();

    /** As {@link #ipv4}. */
    void ipv6();

    /** From here on, headers are a tunnel's payload. */
    void inside();
  }

  /**
   * Creates a writer into a program.
   *
   * @param start offset from X to a header
   */
  TunnelWalk(BpfAssembler program, int start, Notes notes) {
    this.program = program;
    this.cursor = new BpfCursor(program, start);
    this.notes = notes;
  }

  /** Jumps to an entry by the EtherType in A; otherwise continues, with A unchanged. */
  void dispatch(Label ipv4, Label ipv6) {
    program.ifEqual(ETHERTYPE_IPV4, ipv4).ifEqual(ETHERTYPE_IPV6, ipv6);
    cursor.goTo(outerMpls, MPLS);
    program.ifEqual(PPPOE, pppoe);
  }

  /** Exits according to the EtherType in A, or drops the packet. */
  void dispatchRest() {
    Label ethertype = new Label();
    cursor.goTo(unknown, OPAQUE_ETHERTYPES);
    program.ifAtLeast(SMALLEST_ETHERTYPE, ethertype).jump(unknown).label(ethertype).keep(0);
  }

  /** Writes all paths from the entries to the exits, whose labels the caller sets afterwards. */
  void write() {
    Label payload = new Label();
    program.label(unknown);
    notes.none();
    program.jump(opaque).label(outerMpls);
    notes.none();
    program.jump(mpls);
    outerIpv4(payload);
    outerIpv6(payload);
    payload(payload);
    pppoe();
    mpls();
    ethernet();
    innerIp();
  }

  private void outerIpv4(Label payload) {
    program.label(outerIpv4);
    outerProtocol(FlowNotes.IPV4_PROTOCOL_OFFSET, tcpInIpv4);
    notes.ipv4();
    cursor.loadHalf(FlowNotes.IPV4_FRAGMENT_OFFSET);
    program.ifAnySet(FlowNotes.IPV4_FRAGMENT_BITS, laterFragment);
    cursor.skipIpv4Header();
    program.jump(payload);
  }

  private void outerIpv6(Label payload) {
    program.label(outerIpv6);
    outerProtocol(FlowNotes.IPV6_NEXT_HEADER_OFFSET, tcpInIpv6, PeerProgram.IPV6_EXTENSIONS);
    notes.ipv6();
    cursor.advance(FlowNotes.IPV6_LENGTH);
    program.jump(payload);
  }

  /**
   * Exits with TCP, continues with a protocol (in memory) that may contain it, or drops the packet.
   */
  private void outerProtocol(int offset, Label tcp, int... alsoOpaque) {
    Label wanted = new Label();
    cursor.loadByte(offset).ifEqual(PROTOCOL_TCP, tcp);
    program.add(STORE, PROTOCOL).ifEqual(PROTOCOL_UDP, wanted);
    cursor.goTo(wanted, PROTOCOLS);
    cursor.goTo(wanted, alsoOpaque);
    program.keep(0).label(wanted);
  }

  private void payload(Label payload) {
    Label gre = new Label();
    Label udp = new Label();
    program.label(payload).add(LOAD_MEMORY, PROTOCOL);
    program.ifEqual(PROTOCOL_UDP, udp).ifEqual(4, innerIp).ifEqual(41, innerIp).ifEqual(47, gre);
    program.jump(opaque);
    program.label(gre);
    new GreWalk(program, cursor, this).write();
    program.label(udp);
    new UdpTunnelWalk(program, cursor, this).write();
    program.label(type).add(LOAD_MEMORY, TYPE);
    cursor.goTo(innerIp, ETHERTYPE_IPV4, ETHERTYPE_IPV6);
    program.ifEqual(ETHERTYPE_ETHERNET, ethernet);
    cursor.goTo(mpls, MPLS);
    program.jump(opaque);
  }

  private void pppoe() {
    Label session = new Label();
    Label ip = new Label();
    Label labels = new Label();
    program.label(pppoe);
    notes.none();
    cursor.loadHalf(0).ifEqual(0x1100, session).jump(opaque).label(session);
    cursor.loadHalf(6).ifEqual(0x0021, ip).ifEqual(0x0057, ip);
    program.ifEqual(0x0281, labels).ifEqual(0x0283, labels).jump(opaque);
    program.label(ip);
    cursor.advance(8);
    program.jump(innerIp).label(labels);
    cursor.advance(8);
    program.jump(mpls);
  }

  private void mpls() {
    Label[] bottom = new Label[MAX_LABELS];
    program.label(mpls);
    for (int i = 0; i < MAX_LABELS; i++) {
      bottom[i] = new Label();
      cursor.loadWord(i * LABEL_LENGTH).ifAnySet(BOTTOM_OF_STACK, bottom[i]);
    }
    program.jump(opaque);
    for (int i = MAX_LABELS - 1; i >= 0; i--) { // Each falls through to the next.
      program.label(bottom[i]);
      cursor.advance(LABEL_LENGTH);
    }
    cursor.loadByte(0).ifEqual(0x45, innerIp).add(AND, 0xF0).ifEqual(0x60, innerIp);
    ethernetHere(0);
    cursor.loadByte(0).ifAnySet(0xF0, opaque);
    ethernetHere(CONTROL_WORD_LENGTH);
    program.jump(opaque);
  }

  /** Exits if there is an Ethernet header with IP in it at this distance from X. */
  private void ethernetHere(int offset) {
    Label ip = new Label();
    Label version = new Label();
    Label not = new Label();
    cursor.loadHalf(offset + ETHERTYPE_OFFSET);
    cursor.goTo(ip, ETHERTYPE_IPV4, ETHERTYPE_IPV6);
    program.jump(not).label(ip);
    cursor.loadByte(offset + ETHERNET_LENGTH).add(AND, 0xF0);
    cursor.goTo(version, 0x40, 0x60);
    program.jump(not).label(version);
    cursor.advance(offset);
    program.jump(ethernet).label(not);
  }

  private void ethernet() {
    Label ip = new Label();
    program.label(ethernet);
    for (int tags = 0; tags <= MAX_INNER_TAGS; tags++) {
      Label tagged = new Label();
      cursor.loadHalf(ETHERTYPE_OFFSET);
      cursor.goTo(ip, ETHERTYPE_IPV4, ETHERTYPE_IPV6);
      if (tags < MAX_INNER_TAGS) {
        cursor.goTo(tagged, PeerProgram.VLAN_ETHERTYPES);
      }
      program.jump(opaque).label(tagged);
      if (tags < MAX_INNER_TAGS) {
        cursor.advance(TAG_LENGTH);
      }
    }
    program.label(ip);
    cursor.advance(ETHERNET_LENGTH);
  }

  private void innerIp() {
    Label ipv4 = new Label();
    Label ipv6 = new Label();
    Label ports = new Label();
    program.label(innerIp);
    notes.inside();
    cursor.loadByte(0).add(AND, 0xF0).ifEqual(0x40, ipv4).ifEqual(0x60, ipv6);
    program.jump(opaque);
    innerIpv4(ipv4, ports);
    innerIpv6(ipv6);
    program.label(ports);
    for (int portOffset : new int[] {2, 0}) {
      cursor.loadHalf(portOffset);
      cursor.goTo(opaque, UDP_PORTS);
    }
    program.keep(0);
  }

  private void innerIpv4(Label ipv4, Label ports) {
    Label deeper = new Label();
    Label udp = new Label();
    program.label(ipv4);
    cursor.loadByte(FlowNotes.IPV4_PROTOCOL_OFFSET);
    program.ifEqual(PROTOCOL_TCP, tcpInIpv4).ifEqual(PROTOCOL_UDP, udp);
    cursor.goTo(deeper, PROTOCOLS);
    program.keep(0).label(deeper);
    notes.ipv4();
    program.jump(opaque).label(udp);
    notes.ipv4();
    cursor.loadHalf(FlowNotes.IPV4_FRAGMENT_OFFSET);
    program.ifAnySet(FlowNotes.IPV4_FRAGMENT_BITS, opaque);
    cursor.skipIpv4Header();
    program.jump(ports);
  }

  /** Falls through to the check of UDP's ports. */
  private void innerIpv6(Label ipv6) {
    Label deeper = new Label();
    Label udp = new Label();
    program.label(ipv6);
    cursor.loadByte(FlowNotes.IPV6_NEXT_HEADER_OFFSET);
    program.ifEqual(PROTOCOL_TCP, tcpInIpv6).ifEqual(PROTOCOL_UDP, udp);
    cursor.goTo(deeper, PROTOCOLS);
    cursor.goTo(deeper, PeerProgram.IPV6_EXTENSIONS);
    program.keep(0).label(deeper);
    notes.ipv6();
    program.jump(opaque).label(udp);
    notes.ipv6();
    cursor.advance(FlowNotes.IPV6_LENGTH);
  }
}
