package io.rttd.model;

import java.net.InetAddress;

/**
 * An IP address, in halves as in {@link Addresses}; ordered as an unsigned 128-bit number.
 *
 * @param hi the high 64 bits
 * @param lo the low 64 bits
 */
public record Address(long hi, long lo) implements Comparable<Address> {
  /** The address of a Java object; IPv4 is mapped. */
  public static Address of(InetAddress address) {
    return new Address(Addresses.hi(address), Addresses.lo(address));
  }

  /** The address as a Java object. */
  public InetAddress toInetAddress() {
    return Addresses.toInetAddress(hi, lo);
  }

  /** Whether this is a mapped IPv4 address. */
  public boolean isIpv4() {
    return Addresses.isIpv4(hi, lo);
  }

  /**
   * The address with all but its first bits cleared.
   *
   * @param bits prefix length, 0 to 128; for IPv4, its prefix length plus 96
   */
  public Address network(int bits) {
    return new Address(hi & mask(bits), lo & mask(bits - Long.SIZE));
  }

  /** A long whose highest bits are set: none for 0 or less, all for 64 or more. */
  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
  }

  @Override
  public int compareTo(Address other) {
    int order = Long.compareUnsigned(hi, other.hi);
    return order == 0 ? Long.compareUnsigned(lo, other.lo) : order;
  }

  /** As {@link Addresses#toText}. */
  @Override
  public String toString() {
    return Addresses.toText(hi, lo);
  }
}
