package io.rttd.model;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** IP addresses as two longs, with IPv4 mapped into IPv6 (RFC 4291 2.5.5.2). */
public final class Addresses {
  /** High half of a mapped IPv4 address. */
  public static final long IPV4_HI = 0L;

  private static final long IPV4_LO_PREFIX = 0x0000_FFFF_0000_0000L;

  private Addresses() {}

  /** Low half of the mapped form of an IPv4 address, given as its 32 bits. */
  public static long ipv4Lo(int address) {
    return IPV4_LO_PREFIX | (address & 0xFFFF_FFFFL);
  }

  /** Whether these halves form a mapped IPv4 address. */
  public static boolean isIpv4(long hi, long lo) {
    return hi == IPV4_HI && (lo >>> 32) == 0xFFFFL;
  }

  /** High half of an address. */
  public static long hi(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? IPV4_HI : ByteBuffer.wrap(bytes).getLong(0);
  }

  /** Low half of an address. */
  public static long lo(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4
        ? ipv4Lo(ByteBuffer.wrap(bytes).getInt(0))
        : ByteBuffer.wrap(bytes).getLong(8);
  }

  /** The address that two halves form. */
  public static InetAddress toInetAddress(long hi, long lo) {
    try {
      return isIpv4(hi, lo)
          ? InetAddress.getByAddress(ByteBuffer.allocate(4).putInt((int) lo).array())
          : InetAddress.getByAddress(ByteBuffer.allocate(16).putLong(hi).putLong(lo).array());
    } catch (UnknownHostException e) {
      throw new AssertionError("not an address of 4 or 16 bytes", e);
    }
  }

  /** Dotted quad, or RFC 5952 text: lower case, the longest run of zero groups shortened. */
  public static String toText(long hi, long lo) {
    if (isIpv4(hi, lo)) {
      return ((lo >>> 24) & 0xFF)
          + "."
          + ((lo >>> 16) & 0xFF)
          + "."
          + ((lo >>> 8) & 0xFF)
          + "."
          + (lo & 0xFF);
    }
    int runStart = -1;
    int runLength = 1;
    for (int i = 0; i < 8; i++) {
      int n = 0;
      while (i + n < 8 && group(hi, lo, i + n) == 0) {
        n++;
      }
      if (n > runLength) {
        runStart = i;
        runLength = n;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < 8; i++) {
      if (i == runStart) {
        text.append("::");
        i += runLength - 1;
      } else {
        if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(hi, lo, i)));
      }
    }
    return text.toString();
  }

  private static int group(long hi, long lo, int i) {
    return (int) ((i < 4 ? hi >>> (48 - 16 * i) : lo >>> (48 - 16 * (i - 4))) & 0xFFFF);
  }
}
