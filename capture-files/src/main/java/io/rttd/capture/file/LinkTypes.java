package io.rttd.capture.file;

/** Maps the formats' link types to LINKTYPE_ numbers of libpcap's registry. */
final class LinkTypes {
  /**
   * Of a record without such a number: of a snoop file whose medium is not registered, or one that
   * is not a frame but that Wireshark numbers as such. It cannot be decoded.
   */
  static final int NONE = -1;

  private static final int NULL = 0;
  private static final int ETHERNET = 1;
  private static final int TOKEN_RING = 6;
  private static final int FDDI = 10;
  private static final int RAW = 101;
  private static final int IEEE802_11 = 105;
  private static final int IP_OVER_FC = 122;
  private static final int SUN_ATM = 123;
  private static final int IPNET = 226;
  private static final int IPV4 = 228;
  private static final int IPV6 = 229;
  private static final int IPOIB = 242;

  private LinkTypes() {}

  /**
   * From a pcap header's field, whose upper 16 bits describe the frame check sequence. 12 and 14
   * are the BSDs' and other systems' DLT_RAW, from programs that ignore LINKTYPE_RAW.
   */
  static int ofPcap(int field) {
    return ofPcapng(field & 0xFFFF);
  }

  /** From a pcapng interface's field. */
  static int ofPcapng(int field) {
    return field == 12 || field == 14 ? RAW : field;
  }

  /** From a snoop header's datalink type (RFC 1761, RFC 3827, and Solaris's sys/dlpi.h). */
  static int ofSnoop(int datalink) {
    return switch (datalink) {
      case 0, 4, 24, 25 -> ETHERNET;
      case 2 -> TOKEN_RING;
      case 8 -> FDDI;
      case 9, 14 -> NULL;
      case 16 -> IP_OVER_FC;
      case 18 -> SUN_ATM;
      case 26 -> IPOIB;
      case 0x80000001 -> IPV4;
      case 0x80000002 -> IPV6;
      case 0x80000004 -> IEEE802_11;
      case 0x80000005 -> IPNET;
      default -> NONE;
    };
  }
}
