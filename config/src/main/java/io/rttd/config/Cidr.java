package io.rttd.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A block of IPv4 or IPv6 addresses (RFC 4632 3.1, RFC 4291 2.3).
 *
 * @param address the block's first address
 * @param prefixLength leading bits that all addresses of the block share: 0 to 32, or 0 to 128
 */
public record Cidr(InetAddress address, int prefixLength) {
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+");
  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  private static final Pattern PREFIX = Pattern.compile("[0-9]{1,3}");

  /** Rejects a prefix longer than the address, and address bits beyond the prefix. */
  public Cidr {
    byte[] bytes = address.getAddress();
    if (prefixLength < 0 || prefixLength > bytes.length * 8) {
      throw new IllegalArgumentException(
          "prefix length " + prefixLength + " is not in 0 to " + bytes.length * 8);
    }
    for (int bit = prefixLength; bit < bytes.length * 8; bit++) {
      if ((bytes[bit / 8] & (0x80 >>> (bit % 8))) != 0) {
        throw new IllegalArgumentException("has address bits set beyond /" + prefixLength);
      }
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address.
   *
   * @throws IllegalArgumentException if it is neither; never resolves names
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = address(slash < 0 ? text : text.substring(0, slash));
    int bits = address.getAddress().length * 8;
    if (slash < 0) {
      return new Cidr(address, bits);
    }
    String prefix = text.substring(slash + 1);
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException("the prefix length after / is not a number");
    }
    return new Cidr(address, Integer.parseInt(prefix));
  }

  private static InetAddress address(String text) {
    try {
      // In brackets, the platform accepts only IPv6 literals, and never resolves names.
      return text.indexOf(':') >= 0 && IPV6.matcher(text).matches()
          ? InetAddress.getByName("[" + text + "]")
          : InetAddress.getByAddress(ipv4(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an IPv6 address", e);
    }
  }

  /** Four decimal octets; no leading zeros, which some programs read as octal. */
  private static byte[] ipv4(String text) {
    if (!IPV4.matcher(text).matches()) {
      throw new IllegalArgumentException("not an IPv4 or IPv6 address or CIDR block");
    }
    byte[] octets = new byte[4];
    int at = 0;
    for (String number : text.split("\\.", -1)) {
      int octet = Integer.parseInt(number);
      if (octet > 255) {
        throw new IllegalArgumentException("not an IPv4 address: " + octet + " is above 255");
      }
      octets[at++] = (byte) octet;
    }
    return octets;
  }

  /** Whether it contains all addresses of another block. */
  public boolean contains(Cidr other) {
    byte[] own = address.getAddress();
    byte[] others = other.address.getAddress();
    if (own.length != others.length || other.prefixLength < prefixLength) {
      return false;
    }
    for (int bit = 0; bit < prefixLength; bit++) {
      int mask = 0x80 >> (bit & 7);
      if (((own[bit >> 3] ^ others[bit >> 3]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength;
  }
}
