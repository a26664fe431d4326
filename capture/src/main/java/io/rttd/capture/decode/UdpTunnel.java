package io.rttd.capture.decode;

/**
 * Tunnels in UDP, recognized by their port: VXLAN (RFC 7348), GENEVE (RFC 8926), GTP-U (3GPP TS
 * 29.281), Teredo (RFC 4380), L2TP (RFC 2661, RFC 3931), TZSP.
 *
 * <p>A port proves nothing: any program may use it. So a datagram whose tunnel header is invalid,
 * or that lacks the required IP header, is just not TCP.
 */
final class UdpTunnel {
  private static final int UDP_LENGTH = 8;

  private static final int PORT_L2TP = 1701;
  private static final int PORT_GTP_U = 2152;
  private static final int PORT_TEREDO = 3544;
  private static final int PORT_VXLAN = 4789;
  private static final int PORT_GENEVE = 6081;

  private static final int PORT_TZSP = 37_008;

  /** Linux's VXLAN port from before one was assigned, and still its default. */
  private static final int PORT_VXLAN_LINUX = 8472;

  private static final int VXLAN_LENGTH = 8;
  private static final int VXLAN_VNI_VALID = 0x08;

  private static final int GENEVE_LENGTH = 8;

  private static final int GTP_LENGTH = 8;
  private static final int GTP_OPTIONAL_LENGTH = 4;
  private static final int GTP_VERSION_AND_TYPE_MASK = 0xF0;
  private static final int GTP_VERSION_1 = 0x30;
  private static final int GTP_EXTENSION_FLAG = 0x04;
  private static final int GTP_OPTIONAL_FLAGS = 0x07;
  private static final int GTP_USER_DATA = 0xFF;
  private static final int MAX_GTP_EXTENSIONS = 16;

  private static final int TEREDO_INDICATOR_LENGTH = 2;
  private static final int TEREDO_AUTHENTICATION = 0x0001;
  private static final int TEREDO_AUTHENTICATION_LENGTH = 4;
  private static final int TEREDO_NONCE_AND_CONFIRMATION_LENGTH = 9;
  private static final int TEREDO_ORIGIN = 0x0000;
  private static final int TEREDO_ORIGIN_LENGTH = 8;

  private static final int TZSP_LENGTH = 4;
  private static final int TZSP_VERSION = 1;
  private static final int TZSP_FOR_TRANSMISSION = 1;
  private static final int TZSP_PADDING = 0;
  private static final int TZSP_END = 1;
  private static final int TZSP_ETHERNET = 1;
  private static final int TZSP_IEEE802_11 = 18;
  private static final int MAX_TZSP_FIELDS = 64;

  private UdpTunnel() {}

  static Layer read(FrameCursor cursor) {
    if (cursor.lacks(UDP_LENGTH)) {
      return cursor.missing(UDP_LENGTH);
    }
    int source = cursor.u16(0);
    int destination = cursor.u16(2);
    cursor.skip(UDP_LENGTH);
    return inside(isTunnel(destination) ? destination : source, cursor);
  }

  private static boolean isTunnel(int port) {
    return switch (port) {
      case PORT_VXLAN,
          PORT_VXLAN_LINUX,
          PORT_GENEVE,
          PORT_GTP_U,
          PORT_TEREDO,
          PORT_L2TP,
          PORT_TZSP ->
          true;
      default -> false;
    };
  }

  private static Layer inside(int port, FrameCursor cursor) {
    return switch (port) {
      case PORT_VXLAN, PORT_VXLAN_LINUX -> vxlan(cursor);
      case PORT_GENEVE -> geneve(cursor);
      case PORT_GTP_U -> gtpU(cursor);
      case PORT_TEREDO -> teredo(cursor);
      case PORT_L2TP -> L2tpTunnel.overUdp(cursor);
      case PORT_TZSP -> tzsp(cursor);
      default -> Layer.NOT_TCP;
    };
  }

  private static Layer vxlan(FrameCursor cursor) {
    if (cursor.lacks(VXLAN_LENGTH)) {
      return missing(cursor, VXLAN_LENGTH);
    }
    if ((cursor.u8(0) & VXLAN_VNI_VALID) == 0) {
      return Layer.NOT_TCP;
    }
    cursor.skip(VXLAN_LENGTH);
    return Layer.ETHERNET;
  }

  private static Layer geneve(FrameCursor cursor) {
    if (cursor.lacks(GENEVE_LENGTH)) {
      return missing(cursor, GENEVE_LENGTH);
    }
    int first = cursor.u8(0);
    if (first >>> 6 != 0) {
      return Layer.NOT_TCP;
    }
    int length = GENEVE_LENGTH + ((first & 0x3F) << 2);
    if (cursor.lacks(length)) {
      return missing(cursor, length);
    }
    int protocol = cursor.u16(2);
    cursor.skip(length);
    return EtherType.layer(protocol);
  }

  private static Layer gtpU(FrameCursor cursor) {
    if (cursor.lacks(GTP_LENGTH)) {
      return missing(cursor, GTP_LENGTH);
    }
    int flags = cursor.u8(0);
    if ((flags & GTP_VERSION_AND_TYPE_MASK) != GTP_VERSION_1 || cursor.u8(1) != GTP_USER_DATA) {
      return Layer.NOT_TCP;
    }
    cursor.skip(GTP_LENGTH);
    if ((flags & GTP_OPTIONAL_FLAGS) != 0) {
      if (cursor.lacks(GTP_OPTIONAL_LENGTH)) {
        return missing(cursor, GTP_OPTIONAL_LENGTH);
      }
      int extension = (flags & GTP_EXTENSION_FLAG) != 0 ? cursor.u8(3) : 0;
      cursor.skip(GTP_OPTIONAL_LENGTH);
      Layer failure = extension == 0 ? null : skipGtpExtensions(cursor);
      if (failure != null) {
        return failure;
      }
    }
    return innerIp(cursor);
  }

  /** TS 29.281 5.2.1: the last byte of each extension names the next one. Returns null if valid. */
  private static Layer skipGtpExtensions(FrameCursor cursor) {
    for (int i = 0; i < MAX_GTP_EXTENSIONS; i++) {
      if (cursor.lacks(1)) {
        return missing(cursor, 1);
      }
      int length = cursor.u8(0) << 2;
      if (length == 0) {
        return Layer.MALFORMED;
      }
      if (cursor.lacks(length)) {
        return missing(cursor, length);
      }
      int next = cursor.u8(length - 1);
      cursor.skip(length);
      if (next == 0) {
        return null;
      }
    }
    return Layer.MALFORMED;
  }

  /** RFC 4380 5.1.1: the packet, after at most an authentication and then an origin indication. */
  private static Layer teredo(FrameCursor cursor) {
    if (cursor.lacks(TEREDO_INDICATOR_LENGTH)) {
      return missing(cursor, TEREDO_INDICATOR_LENGTH);
    }
    if (cursor.u16(0) == TEREDO_AUTHENTICATION) {
      if (cursor.lacks(TEREDO_AUTHENTICATION_LENGTH)) {
        return missing(cursor, TEREDO_AUTHENTICATION_LENGTH);
      }
      int length =
          TEREDO_AUTHENTICATION_LENGTH
              + cursor.u8(2)
              + cursor.u8(3)
              + TEREDO_NONCE_AND_CONFIRMATION_LENGTH;
      if (cursor.lacks(length + TEREDO_INDICATOR_LENGTH)) {
        return missing(cursor, length + TEREDO_INDICATOR_LENGTH);
      }
      cursor.skip(length);
    }
    if (cursor.u16(0) == TEREDO_ORIGIN) {
      if (cursor.lacks(TEREDO_ORIGIN_LENGTH)) {
        return missing(cursor, TEREDO_ORIGIN_LENGTH);
      }
      cursor.skip(TEREDO_ORIGIN_LENGTH);
    }
    return innerIp(cursor);
  }

  /** TaZmen Sniffer Protocol: a frame, after a list of fields with their lengths. */
  private static Layer tzsp(FrameCursor cursor) {
    if (cursor.lacks(TZSP_LENGTH)) {
      return missing(cursor, TZSP_LENGTH);
    }
    int type = cursor.u8(1);
    if (cursor.u8(0) != TZSP_VERSION || type > TZSP_FOR_TRANSMISSION) {
      return Layer.NOT_TCP;
    }
    int protocol = cursor.u16(2);
    cursor.skip(TZSP_LENGTH);
    for (int i = 0; i < MAX_TZSP_FIELDS; i++) {
      if (cursor.lacks(2)) {
        return missing(cursor, 2);
      }
      int tag = cursor.u8(0);
      if (tag == TZSP_END) {
        cursor.skip(1);
        return tzspPayload(protocol);
      }
      int length = tag == TZSP_PADDING ? 1 : 2 + cursor.u8(1);
      if (cursor.lacks(length)) {
        return missing(cursor, length);
      }
      cursor.skip(length);
    }
    return Layer.NOT_TCP;
  }

  private static Layer tzspPayload(int protocol) {
    return switch (protocol) {
      case TZSP_ETHERNET -> Layer.ETHERNET;
      case TZSP_IEEE802_11 -> Layer.WIRELESS;
      default -> Layer.NOT_TCP;
    };
  }

  private static Layer innerIp(FrameCursor cursor) {
    if (cursor.lacks(1)) {
      return missing(cursor, 1);
    }
    return NetworkLayer.looksLikeIp(cursor) ? Layer.IP : Layer.NOT_TCP;
  }

  /** A datagram too short for the tunnel's header belongs to another program. */
  private static Layer missing(FrameCursor cursor, int n) {
    Layer why = cursor.missing(n);
    return why == Layer.MALFORMED ? Layer.NOT_TCP : why;
  }
}
