package io.rttd.capture;

import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The addresses that count as local: single ones in a hash set of primitive longs, blocks in a list
 * that is scanned. {@link #contains} allocates nothing. Immutable: any thread.
 */
public final class LocalNetworks {
  private static final int HIGHEST_BIT = Long.SIZE - 1;

  private final Set<InetAddress> addresses;
  private final List<Cidr> networks;
  private final boolean[] used;
  private final long[] setHi;
  private final long[] setLo;
  private final long[] maskHi;
  private final long[] maskLo;
  private final long[] blockHi;
  private final long[] blockLo;

  /** Creates the set of these addresses and all addresses within these blocks. */
  public LocalNetworks(Collection<InetAddress> addresses, Collection<Cidr> networks) {
    this.addresses = Set.copyOf(addresses);
    this.networks = List.copyOf(networks);
    int slots = Integer.highestOneBit(addresses.size() + 1) * 4;
    used = new boolean[slots];
    setHi = new long[slots];
    setLo = new long[slots];
    for (InetAddress address : addresses) {
      add(Addresses.hi(address), Addresses.lo(address));
    }
    List<Cidr> blocks = List.copyOf(networks);
    maskHi = new long[blocks.size()];
    maskLo = new long[blocks.size()];
    blockHi = new long[blocks.size()];
    blockLo = new long[blocks.size()];
    for (int i = 0; i < blockHi.length; i++) {
      Cidr block = blocks.get(i);
      boolean ipv4 = block.address() instanceof Inet4Address;
      int bits = block.prefixLength() + (ipv4 ? 96 : 0); // IPv4 addresses are mapped.
      maskHi[i] = leadingOnes(Math.min(bits, Long.SIZE));
      maskLo[i] = leadingOnes(Math.max(bits - Long.SIZE, 0));
      blockHi[i] = Addresses.hi(block.address());
      blockLo[i] = Addresses.lo(block.address());
    }
  }

  /** Whether the address with these halves (see {@link Addresses}) is local. */
  public boolean contains(long hi, long lo) {
    for (int i = slot(hi, lo); used[i]; i = (i + 1) & (used.length - 1)) {
      if (setLo[i] == lo && setHi[i] == hi) {
        return true;
      }
    }
    for (int i = 0; i < blockHi.length; i++) {
      if ((lo & maskLo[i]) == blockLo[i] && (hi & maskHi[i]) == blockHi[i]) {
        return true;
      }
    }
    return false;
  }

  /** Whether both consist of the same addresses and blocks. */
  @Override
  public boolean equals(Object other) {
    return other instanceof LocalNetworks local
        && addresses.equals(local.addresses)
        && networks.equals(local.networks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(addresses, networks);
  }

  private void add(long hi, long lo) {
    int i = slot(hi, lo);
    while (used[i]) {
      i = (i + 1) & (used.length - 1);
    }
    used[i] = true;
    setHi[i] = hi;
    setLo[i] = lo;
  }

  private int slot(long hi, long lo) {
    long hash = (hi * 31 + lo) * 0x9E37_79B9_7F4A_7C15L;
    return (int) (hash >>> 32) & (used.length - 1);
  }

  private static long leadingOnes(int count) {
    return count == 0 ? 0 : Long.MIN_VALUE >> Math.min(count - 1, HIGHEST_BIT);
  }
}
