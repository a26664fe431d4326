package io.rttd.capture.decode;

/**
 * Unencrypted IEEE 802.11 data frames, with or without the radio's headers: radiotap, or PPI
 * (Per-Packet Information). All numbers are little-endian.
 *
 * <p>A frame of several MSDUs (A-MSDU) counts as its first one.
 */
final class WirelessLayer {
  private static final int RADIOTAP_LENGTH = 8;
  private static final int RADIOTAP_LENGTH_OFFSET = 2;
  private static final int RADIOTAP_PRESENT_OFFSET = 4;
  private static final int RADIOTAP_MORE_PRESENT = 0x8000_0000;
  private static final int RADIOTAP_HAS_TIME = 1;
  private static final int RADIOTAP_HAS_FLAGS = 2;
  private static final int RADIOTAP_TIME_LENGTH = 8;

  /** The frame's header is padded to a multiple of four bytes. */
  private static final int RADIOTAP_FLAG_PADDED = 0x20;

  private static final int PPI_LENGTH = 8;
  private static final int PPI_LENGTH_OFFSET = 2;
  private static final int PPI_LINK_TYPE_OFFSET = 4;

  private static final int HEADER_LENGTH = 24;
  private static final int FRAME_CONTROL_TYPE_MASK = 0x000F;
  private static final int FRAME_CONTROL_DATA = 0x0008;
  private static final int SUBTYPE_NO_DATA = 0x0040;
  private static final int SUBTYPE_QOS = 0x0080;
  private static final int TO_AND_FROM_DISTRIBUTION = 0x0300;
  private static final int PROTECTED = 0x4000;
  private static final int ORDER = 0x8000;
  private static final int SEQUENCE_CONTROL_OFFSET = 22;
  private static final int FRAGMENT_NUMBER_MASK = 0xF;
  private static final int ADDRESS_LENGTH = 6;
  private static final int QOS_LENGTH = 2;
  private static final int QOS_AGGREGATED = 0x80;
  private static final int HT_CONTROL_LENGTH = 4;
  private static final int AGGREGATED_HEADER_LENGTH = 14;

  private WirelessLayer() {}

  static Layer radiotap(FrameCursor cursor) {
    if (cursor.lacks(RADIOTAP_LENGTH)) {
      return cursor.missing(RADIOTAP_LENGTH);
    }
    int length = cursor.u16LittleEndian(RADIOTAP_LENGTH_OFFSET);
    if (cursor.u8(0) != 0 || length < RADIOTAP_LENGTH) {
      return Layer.MALFORMED;
    }
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    boolean padded = isPadded(cursor, length);
    cursor.skip(length);
    return frame(cursor, padded);
  }

  /** Looks for the flags, which only the time field may precede. */
  private static boolean isPadded(FrameCursor cursor, int length) {
    int present = cursor.i32LittleEndian(RADIOTAP_PRESENT_OFFSET);
    if ((present & RADIOTAP_HAS_FLAGS) == 0) {
      return false;
    }
    int at = RADIOTAP_PRESENT_OFFSET;
    while (at + Integer.BYTES <= length
        && (cursor.i32LittleEndian(at) & RADIOTAP_MORE_PRESENT) != 0) {
      at += Integer.BYTES;
    }
    at += Integer.BYTES;
    if ((present & RADIOTAP_HAS_TIME) != 0) {
      at = ((at + 7) & ~7) + RADIOTAP_TIME_LENGTH;
    }
    return at < length && (cursor.u8(at) & RADIOTAP_FLAG_PADDED) != 0;
  }

  static Layer ppi(FrameCursor cursor) {
    if (cursor.lacks(PPI_LENGTH)) {
      return cursor.missing(PPI_LENGTH);
    }
    int length = cursor.u16LittleEndian(PPI_LENGTH_OFFSET);
    if (cursor.u8(0) != 0 || length < PPI_LENGTH) {
      return Layer.MALFORMED;
    }
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    int linkType = cursor.i32LittleEndian(PPI_LINK_TYPE_OFFSET);
    cursor.skip(length);
    return LinkLayer.of(linkType);
  }

  /** A frame without radio information. */
  static Layer frame(FrameCursor cursor) {
    return frame(cursor, false);
  }

  private static Layer frame(FrameCursor cursor, boolean padded) {
    if (cursor.lacks(2)) {
      return cursor.missing(2);
    }
    int control = cursor.u16LittleEndian(0);
    if ((control & FRAME_CONTROL_TYPE_MASK) != FRAME_CONTROL_DATA
        || (control & (SUBTYPE_NO_DATA | PROTECTED)) != 0) {
      return Layer.NOT_TCP;
    }
    int length = HEADER_LENGTH;
    if ((control & TO_AND_FROM_DISTRIBUTION) == TO_AND_FROM_DISTRIBUTION) {
      length += ADDRESS_LENGTH;
    }
    int qosOffset = length;
    boolean qos = (control & SUBTYPE_QOS) != 0;
    if (qos) {
      length += QOS_LENGTH + ((control & ORDER) != 0 ? HT_CONTROL_LENGTH : 0);
    }
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    if ((cursor.u16LittleEndian(SEQUENCE_CONTROL_OFFSET) & FRAGMENT_NUMBER_MASK) != 0) {
      cursor.fragmentHeader.set(0, 0, 0, 0, false);
      return Layer.FRAGMENT;
    }
    boolean aggregated = qos && (cursor.u8(qosOffset) & QOS_AGGREGATED) != 0;
    int start = (padded ? (length + 3) & ~3 : length) + (aggregated ? AGGREGATED_HEADER_LENGTH : 0);
    if (cursor.lacks(start)) {
      return cursor.missing(start);
    }
    cursor.skip(start);
    return Layer.LLC;
  }
}
