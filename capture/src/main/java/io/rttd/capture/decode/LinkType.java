package io.rttd.capture.decode;

/**
 * Link types, with the numbers of capture files and libpcap (the LINKTYPE_ registry of
 * tcpdump.org). Lists only those that {@link FrameDecoder} reads.
 */
public final class LinkType {
  /** BSD loopback: a 4-byte address family in the byte order of the capturing machine. */
  public static final int NULL = 0;

  /** Ethernet II or IEEE 802.3. */
  public static final int ETHERNET = 1;

  /** PPP, with or without the HDLC address and control bytes. */
  public static final int PPP = 9;

  /** FDDI: LLC after a frame control byte and two addresses. */
  public static final int FDDI = 10;

  /** Raw IPv4 or IPv6: DLT_RAW of most systems, found in files whose writer copied it. */
  public static final int RAW_BSD = 12;

  /** Raw IPv4 or IPv6: DLT_RAW of OpenBSD. */
  public static final int RAW_OPENBSD = 14;

  /** PPP in HDLC-like framing (RFC 1662), or Cisco HDLC. */
  public static final int PPP_SERIAL = 50;

  /** A PPPoE session header (RFC 2516), then PPP. */
  public static final int PPP_ETHER = 51;

  /** Raw IPv4 or IPv6: the registered number. */
  public static final int RAW = 101;

  /** Cisco HDLC. */
  public static final int CISCO_HDLC = 104;

  /** OpenBSD loopback: as {@link #NULL}, in network byte order. */
  public static final int LOOP = 108;

  /** IEEE 802.11 without radio information. */
  public static final int IEEE802_11 = 105;

  /** OpenBSD's enc: packets that IPsec decapsulated or will encapsulate. */
  public static final int ENC = 109;

  /** Packets logged by pf. */
  public static final int PFLOG = 117;

  /** IEEE 802.11 after a radiotap header. */
  public static final int IEEE802_11_RADIOTAP = 127;

  /** For private use: macOS writes {@link #PKTAP} under this number. */
  public static final int USER2 = 149;

  /** PPP whose address byte is the direction. */
  public static final int PPP_PPPD = 166;

  /** Per-Packet Information: fields, then a frame with its own link type. */
  public static final int PPI = 192;

  /** A record of Endace's Extensible Record Format. */
  public static final int ERF = 197;

  /** A direction byte, then PPP. */
  public static final int PPP_WITH_DIRECTION = 204;

  /** An MPLS label stack. */
  public static final int MPLS = 219;

  /** Packets logged by Linux' netfilter. */
  public static final int NFLOG = 239;

  /** IP over InfiniBand (RFC 4391). */
  public static final int IPOIB = 242;

  /** macOS's packet tap: a description, then a frame with its own link type. */
  public static final int PKTAP = 258;

  /** Linux cooked capture, version 1: formerly the link type of captures on {@code any}. */
  public static final int LINUX_SLL = 113;

  /** Raw IPv4. */
  public static final int IPV4 = 228;

  /** Raw IPv6. */
  public static final int IPV6 = 229;

  /** Linux cooked capture, version 2. */
  public static final int LINUX_SLL2 = 276;

  private LinkType() {}

  /** Whether {@link FrameDecoder} reads frames of this type. */
  public static boolean isReadable(int linkType) {
    return LinkLayer.of(linkType) != Layer.UNKNOWN_LINK;
  }

  /** Whether frames of this type begin with an IP header. */
  public static boolean isRawIp(int linkType) {
    return LinkLayer.of(linkType) == Layer.IP;
  }

  /**
   * Describes a link type in messages: its number and, if the registry has one, its name, as in
   * "link type 147 (USER0)".
   */
  public static String describe(int linkType) {
    String name = LinkTypeNames.of(linkType);
    return "link type " + linkType + (name == null ? "" : " (" + name + ")");
  }
}
