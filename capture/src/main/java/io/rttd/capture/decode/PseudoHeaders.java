package io.rttd.capture.decode;

/** Headers that systems put before the packets that they log or tap, and IP over InfiniBand. */
final class PseudoHeaders {
  private static final int NFLOG_LENGTH = 4;
  private static final int NFLOG_VERSION = 0;
  private static final int NFLOG_FIELD_LENGTH = 4;
  private static final int NFLOG_TYPE_MASK = 0x7FFF;
  private static final int NFLOG_PAYLOAD = 9;
  private static final int MAX_NFLOG_FIELDS = 64;

  private static final int PKTAP_LENGTH = 108;
  private static final int MAX_PKTAP_LENGTH = 0xFFFF;
  private static final int PKTAP_NEXT_OFFSET = 4;
  private static final int PKTAP_NEXT_PACKET = 1;
  private static final int PKTAP_LINK_TYPE_OFFSET = 8;

  private static final int PFLOG_SHORTEST = 48;
  private static final int PFLOG_FAMILY_OFFSET = 1;

  private static final int ENC_LENGTH = 12;

  private static final int IPOIB_LENGTH = 4;

  /** The receiver's address, which libpcap puts first; snoop has a global route header. */
  private static final int IPOIB_ADDRESS_LENGTH = 20;

  private static final int IPOIB_ROUTE_LENGTH = 40;

  private PseudoHeaders() {}

  /**
   * Linux's netfilter log: fields of length (of the whole field), type and value, each padded to
   * four bytes; one contains the packet. Types are below 256, which reveals the byte order.
   */
  static Layer nflog(FrameCursor cursor) {
    if (cursor.lacks(NFLOG_LENGTH)) {
      return cursor.missing(NFLOG_LENGTH);
    }
    if (cursor.u8(1) != NFLOG_VERSION) {
      return Layer.NOT_TCP;
    }
    cursor.skip(NFLOG_LENGTH);
    for (int i = 0; i < MAX_NFLOG_FIELDS; i++) {
      if (cursor.lacks(NFLOG_FIELD_LENGTH)) {
        return cursor.wireLength() == 0 ? Layer.NOT_TCP : cursor.missing(NFLOG_FIELD_LENGTH);
      }
      boolean littleEndian = cursor.u8(2) != 0;
      int length = littleEndian ? cursor.u16LittleEndian(0) : cursor.u16(0);
      int type = (littleEndian ? cursor.u16LittleEndian(2) : cursor.u16(2)) & NFLOG_TYPE_MASK;
      if (length < NFLOG_FIELD_LENGTH) {
        return Layer.MALFORMED;
      }
      if (type == NFLOG_PAYLOAD) {
        cursor.skip(NFLOG_FIELD_LENGTH);
        if (cursor.lacks(1)) {
          return cursor.wireLength() == 0 ? Layer.NOT_TCP : Layer.TRUNCATED;
        }
        return NetworkLayer.looksLikeIp(cursor) ? Layer.IP : Layer.NOT_TCP;
      }
      int padded = (length + 3) & ~3;
      if (cursor.lacks(padded)) {
        return cursor.missing(padded);
      }
      cursor.skip(padded);
    }
    return Layer.NOT_TCP;
  }

  /** macOS's packet tap: its own length, the type of what follows, and its link type. */
  static Layer pktap(FrameCursor cursor) {
    if (cursor.lacks(PKTAP_LENGTH)) {
      return cursor.missing(PKTAP_LENGTH);
    }
    boolean littleEndian = isPktapLength(cursor.i32LittleEndian(0));
    int length = littleEndian ? cursor.i32LittleEndian(0) : cursor.i32(0);
    if (!isPktapLength(length)) {
      return Layer.MALFORMED;
    }
    int next =
        littleEndian ? cursor.i32LittleEndian(PKTAP_NEXT_OFFSET) : cursor.i32(PKTAP_NEXT_OFFSET);
    int linkType =
        littleEndian
            ? cursor.i32LittleEndian(PKTAP_LINK_TYPE_OFFSET)
            : cursor.i32(PKTAP_LINK_TYPE_OFFSET);
    if (next != PKTAP_NEXT_PACKET) {
      return Layer.NOT_TCP;
    }
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    cursor.skip(length);
    return LinkLayer.of(linkType);
  }

  /** The packet tap's use of a link type that is reserved for private use. */
  static Layer user2(FrameCursor cursor) {
    if (cursor.wireLength() < PKTAP_LENGTH) {
      return Layer.UNKNOWN_LINK;
    }
    if (cursor.lacks(PKTAP_LINK_TYPE_OFFSET)) {
      return Layer.TRUNCATED;
    }
    boolean isPktap =
        isPktapLength(cursor.i32LittleEndian(0))
            && cursor.i32LittleEndian(PKTAP_NEXT_OFFSET) == PKTAP_NEXT_PACKET;
    return isPktap ? pktap(cursor) : Layer.UNKNOWN_LINK;
  }

  private static boolean isPktapLength(int length) {
    return length >= PKTAP_LENGTH && length <= MAX_PKTAP_LENGTH;
  }

  /** pf's log: its own length, to be rounded up to a word, and the address family. */
  static Layer pflog(FrameCursor cursor) {
    if (cursor.lacks(PFLOG_FAMILY_OFFSET + 1)) {
      return cursor.missing(PFLOG_FAMILY_OFFSET + 1);
    }
    int length = (cursor.u8(0) + 3) & ~3;
    if (length < PFLOG_SHORTEST) {
      return Layer.MALFORMED;
    }
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    int family = cursor.u8(PFLOG_FAMILY_OFFSET);
    cursor.skip(length);
    return LinkLayer.ofFamily(family);
  }

  /** OpenBSD's enc: address family in the machine's byte order, SPI, flags. */
  static Layer enc(FrameCursor cursor) {
    if (cursor.lacks(ENC_LENGTH)) {
      return cursor.missing(ENC_LENGTH);
    }
    int family = cursor.i32(0);
    cursor.skip(ENC_LENGTH);
    return LinkLayer.ofFamily((family & 0xFFFF0000) == 0 ? family : Integer.reverseBytes(family));
  }

  /** IP over InfiniBand (RFC 4391): an EtherType and two zero bytes, after an address. */
  static Layer ipoib(FrameCursor cursor) {
    if (cursor.lacks(IPOIB_ADDRESS_LENGTH + IPOIB_LENGTH + 1)) {
      return cursor.missing(IPOIB_ADDRESS_LENGTH + IPOIB_LENGTH + 1);
    }
    int start = IPOIB_ADDRESS_LENGTH;
    if (!isIpoibAt(start, cursor)) {
      start = IPOIB_ROUTE_LENGTH;
      if (cursor.lacks(start + IPOIB_LENGTH + 1)) {
        return cursor.wireLength() > start + IPOIB_LENGTH ? Layer.TRUNCATED : Layer.NOT_TCP;
      }
      if (!isIpoibAt(start, cursor)) {
        return Layer.NOT_TCP;
      }
    }
    cursor.skip(start + IPOIB_LENGTH);
    return Layer.IP;
  }

  private static boolean isIpoibAt(int start, FrameCursor cursor) {
    int version = cursor.u8(start + IPOIB_LENGTH) >>> 4;
    return EtherType.layer(cursor.u16(start)) == Layer.IP
        && cursor.u16(start + 2) == 0
        && (version == 4 || version == 6);
  }
}
