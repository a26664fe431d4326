package io.rttd.capture.decode;

/** The EtherTypes that lead to TCP, and the tags between them. */
final class EtherType {
  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86DD;
  private static final int VLAN = 0x8100;
  private static final int PROVIDER_VLAN = 0x88A8;
  private static final int OLD_QINQ_1 = 0x9100;
  private static final int OLD_QINQ_2 = 0x9200;
  private static final int MPLS_UNICAST = 0x8847;
  private static final int MPLS_MULTICAST = 0x8848;
  private static final int PPPOE_SESSION = 0x8864;

  /** Cisco TrustSec: a security group tag. */
  private static final int CISCO_METADATA = 0x8909;

  private static final int CISCO_METADATA_VERSION = 1;
  private static final int CISCO_METADATA_LENGTH = 4;

  private static final int FABRIC_PATH = 0x8903;
  private static final int FABRIC_PATH_LENGTH = 2;

  /** Transparent Ethernet Bridging (RFC 1701): in GRE only, as no Ethernet payload uses it. */
  private static final int BRIDGED_ETHERNET = 0x6558;

  /** A smaller number is the length of an 802.3 frame, which begins with LLC (IEEE 802.3 3.2.6). */
  private static final int SMALLEST = 0x0600;

  private static final int TAG_LENGTH = 4;

  private EtherType() {}

  /** The layer after a field that is an EtherType, or the length of an 802.3 frame. */
  static Layer layerOrLlc(int etherTypeOrLength) {
    return etherTypeOrLength < SMALLEST ? Layer.LLC : layer(etherTypeOrLength);
  }

  /** The layer of an EtherType. */
  static Layer layer(int etherType) {
    return switch (etherType) {
      case IPV4, IPV6 -> Layer.IP;
      case VLAN, PROVIDER_VLAN, OLD_QINQ_1, OLD_QINQ_2 -> Layer.VLAN;
      case MPLS_UNICAST, MPLS_MULTICAST -> Layer.MPLS;
      case PPPOE_SESSION -> Layer.PPPOE;
      case CISCO_METADATA -> Layer.CISCO_METADATA;
      case FABRIC_PATH -> Layer.FABRIC_PATH;
      case BRIDGED_ETHERNET -> Layer.ETHERNET;
      default -> Layer.NOT_TCP;
    };
  }

  /** Reads a tag's two bytes after its EtherType, and the EtherType that it wraps. */
  static Layer vlan(FrameCursor cursor) {
    if (cursor.lacks(TAG_LENGTH)) {
      return cursor.missing(TAG_LENGTH);
    }
    int etherType = cursor.u16(2);
    cursor.skip(TAG_LENGTH);
    return layerOrLlc(etherType);
  }

  /** Version, length in options of four bytes, the options, and the EtherType that they precede. */
  static Layer ciscoMetadata(FrameCursor cursor) {
    if (cursor.lacks(CISCO_METADATA_LENGTH)) {
      return cursor.missing(CISCO_METADATA_LENGTH);
    }
    if (cursor.u8(0) != CISCO_METADATA_VERSION) {
      return Layer.NOT_TCP;
    }
    int length = CISCO_METADATA_LENGTH + (cursor.u8(1) << 2);
    if (cursor.lacks(length)) {
      return cursor.missing(length);
    }
    int etherType = cursor.u16(length - 2);
    cursor.skip(length);
    return layerOrLlc(etherType);
  }

  /** Forwarding tag and TTL, after the addresses of two switches; then the frame of two hosts. */
  static Layer fabricPath(FrameCursor cursor) {
    if (cursor.lacks(FABRIC_PATH_LENGTH)) {
      return cursor.missing(FABRIC_PATH_LENGTH);
    }
    cursor.skip(FABRIC_PATH_LENGTH);
    return Layer.ETHERNET;
  }
}
