package io.rttd.capture.decode;

/**
 * An MPLS label stack (RFC 3032) and its payload.
 *
 * <p>No label identifies its payload. As in routers (RFC 4928), the first nibble is taken as the IP
 * version; anything else is an Ethernet pseudowire (RFC 4448), with or without a control word,
 * depending on where an EtherType is.
 */
final class MplsStack {
  private static final int LABEL_LENGTH = 4;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int MAX_LABELS = 16;

  private static final int CONTROL_WORD_LENGTH = 4;

  /** RFC 4385 3: a data channel's control word begins with four zero bits. */
  private static final int CONTROL_WORD_NIBBLE = 0;

  private static final int ETHERNET_LENGTH = 14;
  private static final int ETHERNET_TYPE_OFFSET = 12;

  /** Ethernet header and the next byte, which contains the IP version. */
  private static final int SHORTEST_LENGTH = ETHERNET_LENGTH + 1;

  private MplsStack() {}

  static Layer read(FrameCursor cursor) {
    for (int i = 0; i < MAX_LABELS; i++) {
      if (cursor.lacks(LABEL_LENGTH)) {
        return cursor.missing(LABEL_LENGTH);
      }
      int label = cursor.i32(0);
      cursor.skip(LABEL_LENGTH);
      if ((label & BOTTOM_OF_STACK) != 0) {
        return payload(cursor);
      }
    }
    return Layer.MALFORMED;
  }

  private static Layer payload(FrameCursor cursor) {
    if (NetworkLayer.looksLikeIp(cursor)) {
      return Layer.IP;
    }
    if (cursor.lacks(SHORTEST_LENGTH)) {
      return cursor.missing(SHORTEST_LENGTH);
    }
    if (isEthernetAt(0, cursor)) {
      return Layer.ETHERNET;
    }
    if (cursor.u8(0) >>> 4 != CONTROL_WORD_NIBBLE) {
      return Layer.NOT_TCP;
    }
    if (cursor.lacks(CONTROL_WORD_LENGTH + SHORTEST_LENGTH)) {
      return cursor.missing(CONTROL_WORD_LENGTH + SHORTEST_LENGTH);
    }
    if (!isEthernetAt(CONTROL_WORD_LENGTH, cursor)) {
      return Layer.NOT_TCP;
    }
    cursor.skip(CONTROL_WORD_LENGTH);
    return Layer.ETHERNET;
  }

  /** Whether an Ethernet header has a known EtherType, followed by an IP header if it is IP's. */
  private static boolean isEthernetAt(int start, FrameCursor cursor) {
    Layer layer = EtherType.layer(cursor.u16(start + ETHERNET_TYPE_OFFSET));
    int version = cursor.u8(start + ETHERNET_LENGTH) >>> 4;
    return layer == Layer.IP ? version == 4 || version == 6 : layer != Layer.NOT_TCP;
  }
}
