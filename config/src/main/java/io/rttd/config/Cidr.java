package io.rttd.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A block of IPv4 or IPv6 addresses (RFC 4632 3.1, RFC 4291 2.3).
 *
 * @param address the block's first address
 * @param prefixLength leading bits that all addresses of the block share: 0 to 32, or 0 to 128
 */
public record Cidr(InetAddress address, int prefixLength) {

  /** Refuses a prefix longer than the address, and address bits beyond the prefix. */
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
   * @throws IllegalArgumentException with what is wrong, when it is neither; never asks a resolver
   */
  public static Cidr parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    if (!host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
      throw new IllegalArgumentException("not an IPv4 or IPv6 address or CIDR block");
    }
    if (host.indexOf(':') < 0 && !host.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      throw new IllegalArgumentException("not an IPv4 address: four numbers are needed");
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      int bits = address.getAddress().length * 8;
      return new Cidr(address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("not an IPv4 or IPv6 address or CIDR block", e);
    }
  }

  @Override
  public String toString() {
    return address.getHostAddress() + "/" + prefixLength;
  }
}
