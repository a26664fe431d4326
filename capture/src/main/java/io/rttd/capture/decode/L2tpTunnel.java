package io.rttd.capture.decode;

/**
 * L2TP, version 2 (RFC 2661) and 3 (RFC 3931), over UDP and over IP.
 *
 * <p>A version 3 header says neither how long its cookie is (0, 4 or 8 bytes), nor whether a 4-byte
 * sublayer follows, nor what it carries: both ends agreed on that when they connected. So each
 * offset where a packet may begin is tried. It is there if an EtherType announces an IP header
 * whose length fits into the bytes left, or if a PPP or IP header's length is exactly the bytes
 * left; one cookie in some millions looks like either.
 *
 * <p>In a fragment, the bytes left say nothing. There, IPv4 must have the right checksum, and IPv6,
 * which has none, is tried last.
 */
final class L2tpTunnel {
  private static final int VERSION_MASK = 0x000F;
  private static final int CONTROL = 0x8000;
  private static final int LENGTH_PRESENT = 0x4000;
  private static final int SEQUENCE_PRESENT = 0x0800;
  private static final int OFFSET_PRESENT = 0x0200;

  private static final int FLAGS_LENGTH = 2;
  private static final int LENGTH_LENGTH = 2;
  private static final int TUNNEL_AND_SESSION_LENGTH = 4;
  private static final int SEQUENCE_LENGTH = 4;
  private static final int OFFSET_LENGTH = 2;

  private static final int V3_RESERVED_LENGTH = 4;
  private static final int V3_SESSION_LENGTH = 4;

  /** A cookie of 8 bytes and a sublayer of 4. */
  private static final int MAX_START = 12;

  private static final int START_STEP = 4;

  private static final int IPV4_LENGTH = 20;
  private static final int IPV6_LENGTH = 40;

  private static final int ETHERNET_LENGTH = 14;
  private static final int ETHERNET_TYPE_OFFSET = 12;
  private static final int TAG_LENGTH = 4;
  private static final int MAX_TAGS = 2;

  /** Up to the length of the last IP header that is tried. */
  private static final int LONGEST_SEARCHED =
      MAX_START + ETHERNET_LENGTH + MAX_TAGS * TAG_LENGTH + IPV4_LENGTH;

  /** Version 1, type 1, code 0 (RFC 2516 4). */
  private static final int PPPOE_SESSION_DATA = 0x1100;

  private static final int PPP_ADDRESS_AND_CONTROL = 0xFF03;
  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_IPV6 = 0x0057;

  private L2tpTunnel() {}

  /** Reads a datagram to or from L2TP's port. */
  static Layer overUdp(FrameCursor cursor) {
    if (cursor.lacks(FLAGS_LENGTH)) {
      return missing(cursor, FLAGS_LENGTH);
    }
    int flags = cursor.u16(0);
    if ((flags & CONTROL) != 0) {
      return Layer.NOT_TCP;
    }
    return switch (flags & VERSION_MASK) {
      case 2 -> version2(cursor, flags);
      case 3 -> version3OverUdp(cursor);
      default -> Layer.NOT_TCP;
    };
  }

  /** Reads L2TP directly over IP, where session number 0 marks a control message. */
  static Layer overIp(FrameCursor cursor) {
    if (cursor.lacks(V3_SESSION_LENGTH)) {
      return missing(cursor, V3_SESSION_LENGTH);
    }
    if (cursor.i32(0) == 0) {
      return Layer.NOT_TCP;
    }
    cursor.skip(V3_SESSION_LENGTH);
    return session(cursor);
  }

  private static Layer version2(FrameCursor cursor, int flags) {
    int length = FLAGS_LENGTH + TUNNEL_AND_SESSION_LENGTH;
    if ((flags & LENGTH_PRESENT) != 0) {
      length += LENGTH_LENGTH;
    }
    if ((flags & SEQUENCE_PRESENT) != 0) {
      length += SEQUENCE_LENGTH;
    }
    if ((flags & OFFSET_PRESENT) != 0) {
      length += OFFSET_LENGTH;
      if (cursor.lacks(length)) {
        return missing(cursor, length);
      }
      length += cursor.u16(length - OFFSET_LENGTH);
    }
    if (cursor.lacks(length)) {
      return missing(cursor, length);
    }
    cursor.skip(length);
    return Layer.PPP;
  }

  private static Layer version3OverUdp(FrameCursor cursor) {
    int length = V3_RESERVED_LENGTH + V3_SESSION_LENGTH;
    if (cursor.lacks(length)) {
      return missing(cursor, length);
    }
    cursor.skip(length);
    return session(cursor);
  }

  private static Layer session(FrameCursor cursor) {
    for (int start = 0; start <= MAX_START; start += START_STEP) {
      Layer layer = payloadAt(start, cursor);
      if (layer != null) {
        cursor.skip(start);
        return layer;
      }
    }
    for (int start = 0; start <= MAX_START && cursor.fragment; start += START_STEP) {
      if (spareBehindIp(start, cursor) >= 0 && cursor.u8(start) >>> 4 == 6) {
        cursor.skip(start);
        return Layer.IP;
      }
    }
    return cursor.lacks(LONGEST_SEARCHED) ? missing(cursor, LONGEST_SEARCHED) : Layer.NOT_TCP;
  }

  /** The layer that certainly begins at this offset, or null if none that leads to TCP does. */
  private static Layer payloadAt(int start, FrameCursor cursor) {
    if (isEthernetAt(start, cursor)) {
      return Layer.ETHERNET;
    }
    if (isPppAt(start, cursor)) {
      return Layer.PPP;
    }
    return isExactlyIpAt(start, cursor) ? Layer.IP : null;
  }

  private static boolean isEthernetAt(int start, FrameCursor cursor) {
    int ip = start + ETHERNET_LENGTH;
    Layer layer = etherTypeAt(start + ETHERNET_TYPE_OFFSET, cursor);
    for (int i = 0; i < MAX_TAGS && layer == Layer.VLAN; i++) {
      layer = etherTypeAt(ip + 2, cursor);
      ip += TAG_LENGTH;
    }
    return (layer == Layer.IP && spareBehindIp(ip, cursor) >= 0)
        || (layer == Layer.PPPOE && !cursor.lacks(ip + 2) && cursor.u16(ip) == PPPOE_SESSION_DATA);
  }

  private static Layer etherTypeAt(int at, FrameCursor cursor) {
    return cursor.lacks(at + 2) ? Layer.NOT_TCP : EtherType.layer(cursor.u16(at));
  }

  private static boolean isPppAt(int start, FrameCursor cursor) {
    if (cursor.lacks(start + 4)) {
      return false;
    }
    int at = cursor.u16(start) == PPP_ADDRESS_AND_CONTROL ? start + 2 : start;
    int protocol = cursor.u16(at);
    long spare = protocol == PPP_IPV4 || protocol == PPP_IPV6 ? spareBehindIp(at + 2, cursor) : -1;
    return spare == 0 || (spare > 0 && cursor.fragment);
  }

  private static boolean isExactlyIpAt(int start, FrameCursor cursor) {
    long spare = spareBehindIp(start, cursor);
    return cursor.fragment
        ? spare >= 0 && cursor.u8(start) >>> 4 == 4 && isChecksumRightAt(start, cursor)
        : spare == 0;
  }

  /** Whether the IPv4 header at this offset has the right checksum (RFC 791 3.1). */
  private static boolean isChecksumRightAt(int start, FrameCursor cursor) {
    int length = (cursor.u8(start) & 0xF) * 4;
    if (cursor.lacks(start + length)) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < length; i += 2) {
      sum += cursor.u16(start + i);
    }
    return (sum & 0xFFFF) + (sum >>> 16) == 0xFFFF;
  }

  /**
   * Number of bytes after the packet at this offset; negative if there is no packet. The rest of a
   * fragmented packet is elsewhere.
   */
  private static long spareBehindIp(int start, FrameCursor cursor) {
    if (cursor.lacks(start + IPV4_LENGTH)) {
      return -1;
    }
    int first = cursor.u8(start);
    int length;
    if (first >>> 4 == 4 && (first & 0xF) >= IPV4_LENGTH / 4) {
      length = cursor.u16(start + 2);
    } else if (first >>> 4 == 6) {
      length = IPV6_LENGTH + cursor.u16(start + 4);
    } else {
      return -1;
    }
    long spare = cursor.wireLength() - start - length;
    return length < IPV4_LENGTH ? -1 : spare < 0 && cursor.fragment ? 1 : spare;
  }

  /** A datagram too short for the tunnel's header belongs to another program. */
  private static Layer missing(FrameCursor cursor, int n) {
    Layer why = cursor.missing(n);
    return why == Layer.MALFORMED ? Layer.NOT_TCP : why;
  }
}
