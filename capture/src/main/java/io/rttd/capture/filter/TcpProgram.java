package io.rttd.capture.filter;

/**
 * The built-in filter "all TCP", for a capture that names no peers: it needs no libpcap.
 *
 * <p>TCP means: over IPv4 or IPv6, within up to two VLAN tags that the packet still holds, and
 * behind an authentication header or IPv6 extension headers, which a classic program cannot walk
 * for lack of loops: those pass whatever they carry, and the decoder tells.
 */
public final class TcpProgram {
  private static final int ETHERTYPE_OFFSET = 12;
  private static final int ETHERNET_LENGTH = 14;
  private static final int VLAN_TAG_LENGTH = 4;
  private static final int IPV4_PROTOCOL_OFFSET = 9;
  private static final int IPV6_NEXT_HEADER_OFFSET = 6;

  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERTYPE_IPV6 = 0x86DD;
  private static final int[] VLAN_ETHERTYPES = {0x8100, 0x88A8, 0x9100};

  private static final int PROTOCOL_TCP = 6;
  private static final int PROTOCOL_AH = 51;

  /** Hop-by-hop, routing, fragment, AH, destination options, mobility, HIP, shim6 (RFC 7045). */
  private static final int[] IPV6_EXTENSIONS = {0, 43, 44, PROTOCOL_AH, 60, 135, 139, 140};

  /** SKF_AD_OFF + SKF_AD_PROTOCOL: the ethertype that the kernel found, in host order. */
  private static final int KERNEL_PROTOCOL = -0x1000;

  private TcpProgram() {}

  /** For packets that begin with an Ethernet header. */
  public static BpfProgram ethernet(int snaplen) {
    BpfAssembler program = new BpfAssembler();
    program.loadX(ETHERNET_LENGTH).loadHalfAt(ETHERTYPE_OFFSET);
    branchToIp(program);
    for (int ethertype : VLAN_ETHERTYPES) {
      program.ifEqual(ethertype, "tag 1");
    }
    program.keep(0);
    program.label("tag 1").loadX(ETHERNET_LENGTH + VLAN_TAG_LENGTH);
    program.loadHalfAt(ETHERTYPE_OFFSET + VLAN_TAG_LENGTH);
    branchToIp(program);
    for (int ethertype : VLAN_ETHERTYPES) {
      program.ifEqual(ethertype, "tag 2");
    }
    program.keep(0);
    program.label("tag 2").loadX(ETHERNET_LENGTH + 2 * VLAN_TAG_LENGTH);
    program.loadHalfAt(ETHERTYPE_OFFSET + 2 * VLAN_TAG_LENGTH);
    branchToIp(program);
    program.keep(0);
    return tcpWithinIp(program, snaplen);
  }

  /** For packets that begin with their network header, on a cooked (SOCK_DGRAM) packet socket. */
  public static BpfProgram cooked(int snaplen) {
    BpfAssembler program = new BpfAssembler();
    program.loadX(0).loadWordAt(KERNEL_PROTOCOL);
    branchToIp(program);
    program.keep(0);
    return tcpWithinIp(program, snaplen);
  }

  private static void branchToIp(BpfAssembler program) {
    program.ifEqual(ETHERTYPE_IPV4, "ipv4").ifEqual(ETHERTYPE_IPV6, "ipv6");
  }

  private static BpfProgram tcpWithinIp(BpfAssembler program, int snaplen) {
    program.label("ipv4").loadByteAtX(IPV4_PROTOCOL_OFFSET);
    program.ifEqual(PROTOCOL_TCP, "take").ifEqual(PROTOCOL_AH, "take").keep(0);
    program.label("ipv6").loadByteAtX(IPV6_NEXT_HEADER_OFFSET).ifEqual(PROTOCOL_TCP, "take");
    for (int extension : IPV6_EXTENSIONS) {
      program.ifEqual(extension, "take");
    }
    return program.keep(0).label("take").keep(snaplen).assemble();
  }
}
