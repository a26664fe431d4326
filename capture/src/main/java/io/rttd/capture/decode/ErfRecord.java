package io.rttd.capture.decode;

/**
 * A record of Endace's Extensible Record Format (ERF 11.1.2): a header of 16 bytes, any number of
 * extension headers, and the captured frame. Numbers are big-endian, except for the time.
 */
public final class ErfRecord {
  /** Bytes of the header without extensions. */
  public static final int HEADER_LENGTH = 16;

  /** Offset of a record's type. */
  public static final int TYPE_OFFSET = 8;

  /** Offset of the frame's length on the wire, which does not include any of the headers. */
  public static final int WIRE_LENGTH_OFFSET = 14;

  /** Set in the type when extension headers follow. */
  public static final int TYPE_EXTENDED = 0x80;

  /** Bytes of an extension header, whose first bit is set if another one follows. */
  public static final int EXTENSION_LENGTH = 8;

  private static final int MAX_EXTENSIONS = 32;

  /** An offset and a byte of padding precede an Ethernet frame. */
  private static final int ETHERNET_PADDING_LENGTH = 2;

  private static final int MULTI_CHANNEL_LENGTH = 4;

  private static final int POS_HDLC = 1;
  private static final int ETHERNET = 2;
  private static final int MULTI_CHANNEL_HDLC = 5;
  private static final int COLOR_POS_HDLC = 10;
  private static final int COLOR_ETHERNET = 11;
  private static final int DSM_COLOR_POS_HDLC = 15;
  private static final int DSM_COLOR_ETHERNET = 16;
  private static final int COLOR_MULTI_CHANNEL_HDLC = 17;
  private static final int COLOR_HASH_POS_HDLC = 19;
  private static final int COLOR_HASH_ETHERNET = 20;
  private static final int IPV4 = 22;
  private static final int IPV6 = 23;

  private ErfRecord() {}

  private static boolean isEthernet(int type) {
    return switch (type & ~TYPE_EXTENDED) {
      case ETHERNET, COLOR_ETHERNET, DSM_COLOR_ETHERNET, COLOR_HASH_ETHERNET -> true;
      default -> false;
    };
  }

  static Layer read(FrameCursor cursor) {
    if (cursor.lacks(HEADER_LENGTH)) {
      return cursor.missing(HEADER_LENGTH);
    }
    int type = cursor.u8(TYPE_OFFSET);
    int wireLength = cursor.u16(WIRE_LENGTH_OFFSET);
    cursor.skip(HEADER_LENGTH);
    boolean extended = (type & TYPE_EXTENDED) != 0;
    for (int i = 0; extended; i++) {
      if (i == MAX_EXTENSIONS) {
        return Layer.MALFORMED;
      }
      if (cursor.lacks(EXTENSION_LENGTH)) {
        return cursor.missing(EXTENSION_LENGTH);
      }
      extended = (cursor.u8(0) & TYPE_EXTENDED) != 0;
      cursor.skip(EXTENSION_LENGTH);
    }
    Layer layer = payload(cursor, type);
    if (layer.outcome() == null) {
      cursor.limitTo(wireLength); // a record is padded to a multiple of 8 bytes
    }
    return layer;
  }

  private static Layer payload(FrameCursor cursor, int type) {
    if (isEthernet(type)) {
      return behind(cursor, ETHERNET_PADDING_LENGTH, Layer.ETHERNET);
    }
    return switch (type & ~TYPE_EXTENDED) {
      case POS_HDLC, COLOR_POS_HDLC, DSM_COLOR_POS_HDLC, COLOR_HASH_POS_HDLC -> Layer.PPP_SERIAL;
      case MULTI_CHANNEL_HDLC, COLOR_MULTI_CHANNEL_HDLC ->
          behind(cursor, MULTI_CHANNEL_LENGTH, Layer.PPP_SERIAL);
      case IPV4, IPV6 -> Layer.IP;
      default -> Layer.NOT_TCP;
    };
  }

  private static Layer behind(FrameCursor cursor, int length, Layer layer) {
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    cursor.skip(length);
    return layer;
  }
}
