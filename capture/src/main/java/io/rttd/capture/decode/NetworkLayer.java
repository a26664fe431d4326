package io.rttd.capture.decode;

import io.rttd.model.Addresses;
import io.rttd.model.Segment;

/**
 * IPv4 (RFC 791) and IPv6 (RFC 8200) with its extension headers, and AH (RFC 4302) in both.
 *
 * <p>The header's total length takes precedence over the frame's: a snapped frame counts whole,
 * padding does not count, and captures that wrote the snapped length as the original one do no
 * harm. In a whole frame that is shorter than others of its capture, the smaller length counts. If
 * it is 0 (segmentation offload, BIG TCP, RFC 2675), the frame's original length decides.
 *
 * <p>The first fragment of a tunnel packet holds the inner headers, and its inner IP header the
 * segment's length, so it is decoded, see {@link FragmentTable}. The length of a TCP segment that
 * is fragmented itself is known only at its end, so its fragments are not decoded.
 */
final class NetworkLayer {
  private static final int IPV4_LENGTH = 20;
  private static final int IPV4_TTL_OFFSET = 8;
  private static final int IPV4_DESTINATION_OFFSET = 16;

  /** More Fragments and the fragment offset. */
  private static final int IPV4_FRAGMENT_MASK = 0x3FFF;

  private static final int IPV4_FRAGMENT_OFFSET_MASK = 0x1FFF;
  private static final int IPV4_MORE_FRAGMENTS = 0x2000;
  private static final long IPV4_PROTOCOL_AND_SOURCE_MASK = 0x00FF_0000_FFFF_FFFFL;

  private static final int IPV6_LENGTH = 40;
  private static final int IPV6_PAYLOAD_LENGTH_OFFSET = 4;
  private static final int IPV6_NEXT_HEADER_OFFSET = 6;
  private static final int IPV6_HOP_LIMIT_OFFSET = 7;
  private static final int IPV6_SOURCE_OFFSET = 8;
  private static final int IPV6_DESTINATION_OFFSET = 24;

  private static final int IPV6_FRAGMENT_LENGTH = 8;
  private static final int IPV6_FRAGMENT_ID_OFFSET = 4;

  /** Fragment offset and the M flag, without the reserved bits between. */
  private static final int IPV6_FRAGMENT_MASK = 0xFFF9;

  private static final int IPV6_FRAGMENT_OFFSET_MASK = 0xFFF8;

  private static final int OPTION_PAD_1 = 0;
  private static final int OPTION_JUMBO = 0xC2;
  private static final int JUMBO_VALUE_LENGTH = 4;

  /** RFC 2675 3: a length that fits into the payload length field must be in that field. */
  private static final long SMALLEST_JUMBOGRAM = 0x10000;

  /** More sequence space than this in one segment cannot be compared (RFC 9293 3.4). */
  private static final long LARGEST_JUMBOGRAM = 1L << 30;

  private static final int HOP_BY_HOP = 0;
  private static final int IPIP = 4;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int IPV6 = 41;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int GRE = 47;
  private static final int AUTHENTICATION = 51;
  private static final int L2TP = 115;
  private static final int DESTINATION_OPTIONS = 60;
  private static final int MOBILITY = 135;
  private static final int HIP = 139;
  private static final int SHIM6 = 140;

  private static final int MAX_EXTENSION_HEADERS = 16;

  private NetworkLayer() {}

  /** Whether an IP header may be at the cursor, where nothing before it announces one. */
  static boolean looksLikeIp(FrameCursor cursor) {
    if (cursor.lacks(1)) {
      return false;
    }
    int first = cursor.u8(0);
    if (first >>> 4 != 4) {
      return first >>> 4 == 6;
    }
    int headerLength = (first & 0xF) << 2;
    if (headerLength < IPV4_LENGTH || cursor.lacks(4)) {
      return headerLength >= IPV4_LENGTH;
    }
    int totalLength = cursor.u16(2);
    return totalLength == 0 || totalLength >= headerLength;
  }

  /** Reads the header that the version nibble announces, and its addresses into the segment. */
  static Layer ip(FrameCursor cursor, Segment into) {
    if (cursor.lacks(1)) {
      return cursor.missing(1);
    }
    return switch (cursor.u8(0) >>> 4) {
      case 4 -> ipv4(cursor, into);
      case 6 -> ipv6(cursor, into);
      default -> Layer.MALFORMED;
    };
  }

  private static Layer ipv4(FrameCursor cursor, Segment into) {
    if (cursor.lacks(IPV4_LENGTH)) {
      return cursor.missing(IPV4_LENGTH);
    }
    // Three reads for the whole header: a read costs more than a shift.
    long versionToFragment = cursor.i64(0);
    long ttlToSource = cursor.i64(IPV4_TTL_OFFSET);
    int headerLength = (int) (versionToFragment >>> 54) & 0x3C;
    int totalLength = (int) (versionToFragment >>> 32) & 0xFFFF;
    if (headerLength < IPV4_LENGTH || (totalLength != 0 && totalLength < headerLength)) {
      return Layer.MALFORMED;
    }
    boolean firstFragment = (versionToFragment & IPV4_FRAGMENT_MASK) != 0;
    if (firstFragment) {
      int length = Math.max(0, totalLength - headerLength);
      describeIpv4Fragment(cursor, (int) versionToFragment, ttlToSource, length);
      if ((versionToFragment & IPV4_FRAGMENT_OFFSET_MASK) != 0) {
        return Layer.FRAGMENT;
      }
    }
    into.srcHi = Addresses.IPV4_HI;
    into.srcLo = Addresses.ipv4Lo((int) ttlToSource);
    into.dstHi = Addresses.IPV4_HI;
    into.dstLo = Addresses.ipv4Lo(cursor.i32(IPV4_DESTINATION_OFFSET));
    cursor.identification = (int) (versionToFragment >>> 16) & 0xFFFF;
    cursor.hopLimit = (int) (ttlToSource >>> 56);
    if (totalLength != 0) {
      cursor.limitTo(totalLength);
    } else if (cursor.fragment) {
      return Layer.FRAGMENT; // nothing else gives its length
    }
    if (cursor.lacks(headerLength)) {
      return cursor.missing(headerLength);
    }
    cursor.skip(headerLength);
    int protocol = (int) (ttlToSource >>> 48) & 0xFF;
    return protocol == TCP && !firstFragment
        ? Layer.TCP
        : extensions(cursor, into, protocol, false, firstFragment);
  }

  /**
   * Stores an IPv4 fragment's position.
   *
   * @param idToFragment identification, flags and fragment offset
   * @param ttlToSource TTL, protocol, checksum and source address
   */
  private static void describeIpv4Fragment(
      FrameCursor cursor, int idToFragment, long ttlToSource, int length) {
    long protocolAndSource = ttlToSource & IPV4_PROTOCOL_AND_SOURCE_MASK;
    long path = mix(protocolAndSource, cursor.i32(IPV4_DESTINATION_OFFSET));
    cursor.fragmentHeader.set(
        path,
        mix(path, idToFragment >>> 16),
        (idToFragment & IPV4_FRAGMENT_OFFSET_MASK) << 3,
        length,
        (idToFragment & IPV4_MORE_FRAGMENTS) != 0);
  }

  private static void describeIpv6Fragment(FrameCursor cursor, Segment addresses, int offset) {
    long source = mix(addresses.srcHi, addresses.srcLo);
    long path = mix(source, mix(addresses.dstHi, addresses.dstLo));
    cursor.fragmentHeader.set(
        path,
        mix(path, cursor.i32(IPV6_FRAGMENT_ID_OFFSET)),
        offset & IPV6_FRAGMENT_OFFSET_MASK,
        (int) Math.max(0, cursor.wireLength() - IPV6_FRAGMENT_LENGTH),
        (offset & 1) != 0);
  }

  private static long mix(long a, long b) {
    long mixed = (a ^ Long.rotateLeft(b, 32)) * 0x9E3779B97F4A7C15L;
    return mixed ^ (mixed >>> 29);
  }

  private static Layer ipv6(FrameCursor cursor, Segment into) {
    if (cursor.lacks(IPV6_LENGTH)) {
      return cursor.missing(IPV6_LENGTH);
    }
    int payloadLength = cursor.u16(IPV6_PAYLOAD_LENGTH_OFFSET);
    int next = cursor.u8(IPV6_NEXT_HEADER_OFFSET);
    into.srcHi = cursor.i64(IPV6_SOURCE_OFFSET);
    into.srcLo = cursor.i64(IPV6_SOURCE_OFFSET + 8);
    into.dstHi = cursor.i64(IPV6_DESTINATION_OFFSET);
    into.dstLo = cursor.i64(IPV6_DESTINATION_OFFSET + 8);
    cursor.identification = 0;
    cursor.hopLimit = cursor.u8(IPV6_HOP_LIMIT_OFFSET);
    cursor.skip(IPV6_LENGTH);
    if (payloadLength != 0) {
      cursor.limitTo(payloadLength);
    } else if (cursor.fragment) {
      return Layer.FRAGMENT;
    }
    return next == TCP ? Layer.TCP : extensions(cursor, into, next, payloadLength == 0, false);
  }

  /**
   * Walks the headers between IP and its payload. IPv4 has only AH there; others are accepted, too.
   */
  private static Layer extensions(
      FrameCursor cursor, Segment into, int first, boolean mayBeJumbo, boolean isFirstFragment) {
    int next = first;
    boolean firstFragment = isFirstFragment;
    for (int i = 0; isExtension(next); i++) {
      if (i == MAX_EXTENSION_HEADERS) {
        return Layer.MALFORMED;
      }
      int length = extensionLength(cursor, next);
      if (length < 0) {
        return cursor.missing(-length);
      }
      if (next == FRAGMENT && (cursor.u16(2) & IPV6_FRAGMENT_MASK) != 0) {
        describeIpv6Fragment(cursor, into, cursor.u16(2));
        if ((cursor.u16(2) & IPV6_FRAGMENT_OFFSET_MASK) != 0) {
          return Layer.FRAGMENT;
        }
        firstFragment = true;
      }
      if (i == 0 && next == HOP_BY_HOP && mayBeJumbo && !limitToJumboLength(cursor, length)) {
        return Layer.MALFORMED;
      }
      next = cursor.u8(0);
      cursor.skip(length);
    }
    if (firstFragment) {
      cursor.fragment = true;
      return next == TCP ? Layer.FRAGMENT : upperLayer(next);
    }
    return upperLayer(next);
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP,
          ROUTING,
          FRAGMENT,
          AUTHENTICATION,
          DESTINATION_OPTIONS,
          MOBILITY,
          HIP,
          SHIM6 ->
          true;
      default -> false;
    };
  }

  /** Length of the extension header at the cursor, or minus the bytes needed to read it. */
  private static int extensionLength(FrameCursor cursor, int header) {
    if (cursor.lacks(IPV6_FRAGMENT_LENGTH)) {
      return -IPV6_FRAGMENT_LENGTH;
    }
    int length;
    if (header == FRAGMENT) {
      length = IPV6_FRAGMENT_LENGTH;
    } else if (header == AUTHENTICATION) {
      length = (cursor.u8(1) + 2) << 2; // in 32-bit words, not counting two
    } else {
      length = (cursor.u8(1) + 1) << 3;
    }
    return cursor.lacks(length) ? -length : length;
  }

  /**
   * Looks for a jumbo payload option (RFC 2675 2) in the hop-by-hop header at the cursor.
   *
   * @return false if its length is invalid; without the option, the frame's own length applies
   */
  private static boolean limitToJumboLength(FrameCursor cursor, int headerLength) {
    int at = 2;
    while (at + 1 < headerLength) {
      int type = cursor.u8(at);
      if (type == OPTION_PAD_1) {
        at++;
        continue;
      }
      int valueLength = cursor.u8(at + 1);
      if (type == OPTION_JUMBO) {
        if (valueLength != JUMBO_VALUE_LENGTH || at + 2 + valueLength > headerLength) {
          return false;
        }
        long jumboLength = cursor.i32(at + 2) & 0xFFFF_FFFFL;
        if (jumboLength < SMALLEST_JUMBOGRAM || jumboLength > LARGEST_JUMBOGRAM) {
          return false;
        }
        cursor.limitTo(jumboLength);
        return true;
      }
      at += 2 + valueLength;
    }
    return true;
  }

  private static Layer upperLayer(int protocol) {
    return switch (protocol) {
      case TCP -> Layer.TCP;
      case UDP -> Layer.UDP;
      case IPIP, IPV6 -> Layer.IP;
      case GRE -> Layer.GRE;
      case L2TP -> Layer.L2TP_OVER_IP;
      default -> Layer.NOT_TCP; // also ICMP: a quoted packet is not a packet of the flow
    };
  }
}
