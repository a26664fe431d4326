package io.rttd.capture.decode;

/** GRE (RFC 2784, 2890, with the routing of RFC 1701), PPTP's GRE (RFC 2637) and ERSPAN in it. */
final class GreTunnel {
  private static final int BASE_LENGTH = 4;
  private static final int CHECKSUM_PRESENT = 0x8000;
  private static final int ROUTING_PRESENT = 0x4000;
  private static final int KEY_PRESENT = 0x2000;
  private static final int SEQUENCE_PRESENT = 0x1000;
  private static final int ACKNOWLEDGMENT_PRESENT = 0x0080;
  private static final int VERSION_MASK = 7;
  private static final int FIELD_LENGTH = 4;
  private static final int MAX_SOURCE_ROUTES = 16;

  private static final int PROTOCOL_PPP = 0x880B;
  private static final int PROTOCOL_ERSPAN = 0x88BE;
  private static final int PROTOCOL_ERSPAN_III = 0x22EB;

  private static final int ERSPAN_II_LENGTH = 8;
  private static final int ERSPAN_III_LENGTH = 12;
  private static final int ERSPAN_III_FLAGS_OFFSET = 10;
  private static final int ERSPAN_III_PLATFORM_LENGTH = 8;
  private static final int ERSPAN_III_PLATFORM_PRESENT = 1;
  private static final int ERSPAN_VERSION_III = 2;
  private static final int FRAME_TYPE_ETHERNET = 0;
  private static final int FRAME_TYPE_IP = 2;

  private GreTunnel() {}

  static Layer read(FrameCursor cursor) {
    if (cursor.lacks(BASE_LENGTH)) {
      return cursor.missing(BASE_LENGTH);
    }
    int flags = cursor.u16(0);
    int protocol = cursor.u16(2);
    cursor.skip(BASE_LENGTH);
    return switch (flags & VERSION_MASK) {
      case 0 -> version0(cursor, flags, protocol);
      case 1 -> version1(cursor, flags, protocol);
      default -> Layer.NOT_TCP;
    };
  }

  private static Layer version0(FrameCursor cursor, int flags, int protocol) {
    int optional = 0;
    if ((flags & (CHECKSUM_PRESENT | ROUTING_PRESENT)) != 0) {
      optional += FIELD_LENGTH; // either flag adds both fields, checksum and routing offset
    }
    if ((flags & KEY_PRESENT) != 0) {
      optional += FIELD_LENGTH;
    }
    if ((flags & SEQUENCE_PRESENT) != 0) {
      optional += FIELD_LENGTH;
    }
    if (cursor.lacks(optional)) {
      return cursor.missing(optional);
    }
    cursor.skip(optional);
    if ((flags & ROUTING_PRESENT) != 0) {
      Layer failure = skipSourceRoutes(cursor);
      if (failure != null) {
        return failure;
      }
    }
    return switch (protocol) {
      case PROTOCOL_ERSPAN -> (flags & SEQUENCE_PRESENT) == 0 ? Layer.ETHERNET : erspan(cursor);
      case PROTOCOL_ERSPAN_III -> erspanIii(cursor);
      case PROTOCOL_PPP -> Layer.PPP;
      default -> EtherType.layer(protocol);
    };
  }

  /** RFC 1701: source route entries up to an empty one. Returns null if they are valid. */
  private static Layer skipSourceRoutes(FrameCursor cursor) {
    for (int i = 0; i < MAX_SOURCE_ROUTES; i++) {
      if (cursor.lacks(FIELD_LENGTH)) {
        return cursor.missing(FIELD_LENGTH);
      }
      int family = cursor.u16(0);
      int length = cursor.u8(3);
      cursor.skip(FIELD_LENGTH);
      if (family == 0 && length == 0) {
        return null;
      }
      if (cursor.lacks(length)) {
        return cursor.missing(length);
      }
      cursor.skip(length);
    }
    return Layer.MALFORMED;
  }

  private static Layer version1(FrameCursor cursor, int flags, int protocol) {
    if (protocol != PROTOCOL_PPP || (flags & SEQUENCE_PRESENT) == 0) {
      return Layer.NOT_TCP; // no sequence number: just an acknowledgement (RFC 2637 4.1)
    }
    int fields = FIELD_LENGTH + FIELD_LENGTH; // key, sequence number
    if ((flags & ACKNOWLEDGMENT_PRESENT) != 0) {
      fields += FIELD_LENGTH;
    }
    if (cursor.lacks(fields)) {
      return cursor.missing(fields);
    }
    cursor.skip(fields);
    return Layer.PPP;
  }

  /** ERSPAN type II, or type III of devices that send it under type II's protocol number. */
  private static Layer erspan(FrameCursor cursor) {
    if (cursor.lacks(ERSPAN_II_LENGTH)) {
      return cursor.missing(ERSPAN_II_LENGTH);
    }
    if (cursor.u8(0) >>> 4 == ERSPAN_VERSION_III) {
      return erspanIii(cursor);
    }
    cursor.skip(ERSPAN_II_LENGTH);
    return Layer.ETHERNET;
  }

  private static Layer erspanIii(FrameCursor cursor) {
    if (cursor.lacks(ERSPAN_III_LENGTH)) {
      return cursor.missing(ERSPAN_III_LENGTH);
    }
    int flags = cursor.u16(ERSPAN_III_FLAGS_OFFSET);
    cursor.skip(ERSPAN_III_LENGTH);
    if ((flags & ERSPAN_III_PLATFORM_PRESENT) != 0) {
      if (cursor.lacks(ERSPAN_III_PLATFORM_LENGTH)) {
        return cursor.missing(ERSPAN_III_PLATFORM_LENGTH);
      }
      cursor.skip(ERSPAN_III_PLATFORM_LENGTH);
    }
    return switch ((flags >>> 10) & 0x1F) {
      case FRAME_TYPE_ETHERNET -> Layer.ETHERNET;
      case FRAME_TYPE_IP -> Layer.IP;
      default -> Layer.NOT_TCP;
    };
  }
}
