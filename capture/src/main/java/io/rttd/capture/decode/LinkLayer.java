package io.rttd.capture.decode;

/** The start of a frame: Ethernet, 802.3 and FDDI with LLC, loopback and cooked captures. */
final class LinkLayer {
  private static final int ETHERNET_LENGTH = 14;
  private static final int ETHERNET_TYPE_OFFSET = 12;

  private static final int FDDI_LENGTH = 13;
  private static final int FDDI_FORMAT_MASK = 0x30;
  private static final int FDDI_FORMAT_LLC = 0x10;

  private static final int LLC_LENGTH = 3;
  private static final int SNAP_LENGTH = 8;
  private static final int LLC_SNAP_UNNUMBERED = 0xAAAA03;
  private static final int LLC_IP_UNNUMBERED = 0x060603;
  private static final int OUI_ETHERTYPE = 0x000000;

  /** Apple and Cisco bridges put EtherTypes under this OUI (their reading of RFC 1042). */
  private static final int OUI_BRIDGED_ETHERTYPE = 0x0000F8;

  private static final int LOOPBACK_LENGTH = 4;

  private static final int COOKED_LENGTH = 16;
  private static final int COOKED_PROTOCOL_OFFSET = 14;
  private static final int COOKED_HARDWARE_OFFSET = 2;
  private static final int COOKED_V2_LENGTH = 20;
  private static final int COOKED_V2_INTERFACE_OFFSET = 4;
  private static final int COOKED_V2_HARDWARE_OFFSET = 8;
  private static final int ARPHRD_NETLINK = 824;
  private static final int COOKED_802_2 = 0x0004;
  private static final int COOKED_ETHERNET = 0x0003;

  private LinkLayer() {}

  /** The first layer of frames of a link type. */
  static Layer of(int linkType) {
    return switch (linkType) {
      case LinkType.ETHERNET -> Layer.ETHERNET;
      case LinkType.LINUX_SLL -> Layer.COOKED;
      case LinkType.LINUX_SLL2 -> Layer.COOKED_V2;
      case LinkType.RAW, LinkType.RAW_BSD, LinkType.RAW_OPENBSD, LinkType.IPV4, LinkType.IPV6 ->
          Layer.IP;
      case LinkType.NULL, LinkType.LOOP -> Layer.LOOPBACK;
      case LinkType.PPP -> Layer.PPP;
      case LinkType.PPP_SERIAL, LinkType.CISCO_HDLC -> Layer.PPP_SERIAL;
      case LinkType.PPP_ETHER -> Layer.PPPOE;
      case LinkType.PPP_WITH_DIRECTION, LinkType.PPP_PPPD -> Layer.PPP_DIRECTED;
      case LinkType.FDDI -> Layer.FDDI;
      case LinkType.MPLS -> Layer.MPLS;
      case LinkType.NFLOG -> Layer.NFLOG;
      case LinkType.PKTAP -> Layer.PKTAP;
      case LinkType.USER2 -> Layer.USER2;
      case LinkType.PFLOG -> Layer.PFLOG;
      case LinkType.ENC -> Layer.ENC;
      case LinkType.IPOIB -> Layer.IPOIB;
      case LinkType.ERF -> Layer.ERF;
      case LinkType.IEEE802_11 -> Layer.WIRELESS;
      case LinkType.IEEE802_11_RADIOTAP -> Layer.RADIOTAP;
      case LinkType.PPI -> Layer.PPI;
      default -> Layer.UNKNOWN_LINK;
    };
  }

  static Layer ethernet(FrameCursor cursor) {
    if (cursor.lacks(ETHERNET_LENGTH)) {
      return cursor.missing(ETHERNET_LENGTH);
    }
    int etherType = cursor.u16(ETHERNET_TYPE_OFFSET);
    cursor.skip(ETHERNET_LENGTH);
    return EtherType.layerOrLlc(etherType);
  }

  /** FDDI (RFC 1390): its frame control byte distinguishes data from the ring's own frames. */
  static Layer fddi(FrameCursor cursor) {
    if (cursor.lacks(FDDI_LENGTH)) {
      return cursor.missing(FDDI_LENGTH);
    }
    boolean data = (cursor.u8(0) & FDDI_FORMAT_MASK) == FDDI_FORMAT_LLC;
    cursor.skip(FDDI_LENGTH);
    return data ? Layer.LLC : Layer.NOT_TCP;
  }

  /** IEEE 802.2 LLC: IP directly, or SNAP with an EtherType (RFC 1042). */
  static Layer llc(FrameCursor cursor) {
    if (cursor.lacks(LLC_LENGTH)) {
      return cursor.missing(LLC_LENGTH);
    }
    int header = (cursor.u16(0) << 8) | cursor.u8(2);
    if (header == LLC_IP_UNNUMBERED) {
      cursor.skip(LLC_LENGTH);
      return Layer.IP;
    }
    if (header != LLC_SNAP_UNNUMBERED) {
      return Layer.NOT_TCP;
    }
    if (cursor.lacks(SNAP_LENGTH)) {
      return cursor.missing(SNAP_LENGTH);
    }
    int oui = cursor.i32(2) & 0xFFFFFF;
    int etherType = cursor.u16(6);
    cursor.skip(SNAP_LENGTH);
    boolean holdsEtherType = oui == OUI_ETHERTYPE || oui == OUI_BRIDGED_ETHERTYPE;
    return holdsEtherType ? EtherType.layer(etherType) : Layer.NOT_TCP;
  }

  /** BSD loopback: the address family, whose number for IPv6 depends on the system. */
  static Layer loopback(FrameCursor cursor) {
    if (cursor.lacks(LOOPBACK_LENGTH)) {
      return cursor.missing(LOOPBACK_LENGTH);
    }
    int family = cursor.i32(0);
    cursor.skip(LOOPBACK_LENGTH);
    // Families are small numbers, so the zero half reveals the byte order.
    return ofFamily((family & 0xFFFF0000) == 0 ? family : Integer.reverseBytes(family));
  }

  /** The layer of any system's address family number. */
  static Layer ofFamily(int family) {
    return switch (family) {
      case 2, // AF_INET everywhere
          10, // AF_INET6 of Linux,
          23, // Windows,
          24, // NetBSD, OpenBSD,
          26, // Solaris,
          28, // FreeBSD,
          30 // macOS
          ->
          Layer.IP;
      default -> Layer.NOT_TCP;
    };
  }

  static Layer cooked(FrameCursor cursor) {
    if (cursor.lacks(COOKED_LENGTH)) {
      return cursor.missing(COOKED_LENGTH);
    }
    int hardware = cursor.u16(COOKED_HARDWARE_OFFSET);
    int protocol = cursor.u16(COOKED_PROTOCOL_OFFSET);
    cursor.skip(COOKED_LENGTH);
    return cookedPayload(hardware, protocol);
  }

  static Layer cookedV2(FrameCursor cursor) {
    if (cursor.lacks(COOKED_V2_LENGTH)) {
      return cursor.missing(COOKED_V2_LENGTH);
    }
    int protocol = cursor.u16(0);
    int hardware = cursor.u16(COOKED_V2_HARDWARE_OFFSET);
    cursor.interfaceIndex = cursor.i32(COOKED_V2_INTERFACE_OFFSET);
    cursor.skip(COOKED_V2_LENGTH);
    return cookedPayload(hardware, protocol);
  }

  private static Layer cookedPayload(int hardware, int protocol) {
    if (hardware == ARPHRD_NETLINK) {
      return Layer.NOT_TCP; // its protocol field is a netlink family, not an EtherType
    }
    return switch (protocol) {
      case COOKED_802_2 -> Layer.LLC;
      case COOKED_ETHERNET -> Layer.ETHERNET;
      default -> EtherType.layer(protocol);
    };
  }
}
