package io.rttd.capture.decode;

/**
 * An MPLS label stack (RFC 3032) and what lies below it.
 *
 * <p>No label says what it carries. As routers do (RFC 4928), the first nibble is taken for the IP
 * version; anything else is a pseudowire: Ethernet (RFC 4448), behind a control word or not. Which
 * of the two is decided by where a known EtherType stands.
 */
final class MplsStack {
  private static final int LABEL_LENGTH = 4;
  private static final int BOTTOM_OF_STACK = 0x100;
  private static final int MAX_LABELS = 16;

  private static final int CONTROL_WORD_LENGTH = 4;
  private static final int ETHERNET_LENGTH = 14;
  private static final int ETHERNET_TYPE_OFFSET = 12;

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
    if (cursor.lacks(ETHERNET_LENGTH)) {
      return cursor.missing(ETHERNET_LENGTH);
    }
    // RFC 4385 3: a data channel's control word begins with four zero bits.
    if (cursor.u8(0) >>> 4 == 0
        && !cursor.lacks(CONTROL_WORD_LENGTH + ETHERNET_LENGTH)
        && leadsOn(cursor.u16(CONTROL_WORD_LENGTH + ETHERNET_TYPE_OFFSET))) {
      cursor.skip(CONTROL_WORD_LENGTH);
      return Layer.ETHERNET;
    }
    return leadsOn(cursor.u16(ETHERNET_TYPE_OFFSET)) ? Layer.ETHERNET : Layer.NOT_TCP;
  }

  private static boolean leadsOn(int etherType) {
    return EtherType.layer(etherType) != Layer.NOT_TCP;
  }
}
