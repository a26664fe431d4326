package io.rttd.capture.decode;

/** PPP (RFC 1661), its framing on serial lines, Cisco HDLC, and PPP over Ethernet (RFC 2516). */
final class PointToPoint {
  private static final int ALL_STATIONS_UNNUMBERED = 0xFF03;
  private static final int CONTROL_UNNUMBERED = 0x03;
  private static final int CISCO_UNICAST = 0x0F;
  private static final int CISCO_MULTICAST = 0x8F;
  private static final int CISCO_LENGTH = 4;

  private static final int PPPOE_LENGTH = 6;
  private static final int PPPOE_LENGTH_OFFSET = 4;
  private static final int PPPOE_VERSION_1_TYPE_1 = 0x11;
  private static final int PPPOE_SESSION_DATA = 0;

  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_IPV6 = 0x0057;
  private static final int PPP_MPLS_UNICAST = 0x0281;
  private static final int PPP_MPLS_MULTICAST = 0x0283;

  private PointToPoint() {}

  /** Reads PPP, with address and control bytes or without, if so negotiated (RFC 1661 6.6). */
  static Layer ppp(FrameCursor cursor) {
    if (cursor.lacks(2)) {
      return cursor.missing(2);
    }
    if (cursor.u16(0) == ALL_STATIONS_UNNUMBERED) {
      cursor.skip(2);
    }
    if (cursor.lacks(1)) {
      return cursor.missing(1);
    }
    int protocol = cursor.u8(0);
    if ((protocol & 1) != 0) { // only a protocol's last byte is odd: compressed (RFC 1661 6.5)
      cursor.skip(1);
    } else if (cursor.lacks(2)) {
      return cursor.missing(2);
    } else {
      protocol = cursor.u16(0);
      cursor.skip(2);
    }
    return switch (protocol) {
      case PPP_IPV4, PPP_IPV6 -> Layer.IP;
      case PPP_MPLS_UNICAST, PPP_MPLS_MULTICAST -> Layer.MPLS;
      default -> Layer.NOT_TCP;
    };
  }

  /**
   * Reads PPP with a direction: a byte before it, or instead of the address (pppd). No protocol
   * starts with 0 or 1, except for the first byte of an uncompressed one, which can be skipped.
   */
  static Layer directed(FrameCursor cursor) {
    if (cursor.lacks(2)) {
      return cursor.missing(2);
    }
    cursor.skip(cursor.u8(1) == CONTROL_UNNUMBERED ? 2 : 1);
    return Layer.PPP;
  }

  /** Reads a serial line's frame: the first byte distinguishes Cisco HDLC from PPP. */
  static Layer serial(FrameCursor cursor) {
    if (cursor.lacks(1)) {
      return cursor.missing(1);
    }
    int address = cursor.u8(0);
    if (address != CISCO_UNICAST && address != CISCO_MULTICAST) {
      return Layer.PPP;
    }
    if (cursor.lacks(CISCO_LENGTH)) {
      return cursor.missing(CISCO_LENGTH);
    }
    int etherType = cursor.u16(2);
    cursor.skip(CISCO_LENGTH);
    return EtherType.layer(etherType);
  }

  static Layer pppoe(FrameCursor cursor) {
    if (cursor.lacks(PPPOE_LENGTH)) {
      return cursor.missing(PPPOE_LENGTH);
    }
    if (cursor.u8(0) != PPPOE_VERSION_1_TYPE_1 || cursor.u8(1) != PPPOE_SESSION_DATA) {
      return Layer.NOT_TCP;
    }
    int length = cursor.u16(PPPOE_LENGTH_OFFSET);
    cursor.skip(PPPOE_LENGTH);
    if (length != 0) {
      cursor.boundTo(length);
    }
    return Layer.PPP;
  }
}
