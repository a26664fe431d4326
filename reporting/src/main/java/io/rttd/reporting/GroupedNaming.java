package io.rttd.reporting;

import io.rttd.config.Cidr;
import io.rttd.config.PeerGrouping;
import io.rttd.model.Addresses;
import io.rttd.model.PairKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Calls peers by their group, else by their network if those are reported together, else as another
 * naming does. Immutable; any thread.
 *
 * <p>A group is found by the longest prefix: the addresses' networks are looked up for each prefix
 * length that occurs, the longest first, so that the cost grows with the number of lengths and not
 * of networks.
 */
public final class GroupedNaming implements PeerNaming {
  private final PeerNaming others;
  private final boolean bothEnds;
  private final int ipv4Bits;
  private final int ipv6Bits;
  private final Map<Integer, Map<Halves, String>> groupsByBits =
      new TreeMap<>(Comparator.reverseOrder());

  private record Halves(long hi, long lo) {}

  private GroupedNaming(PeerGrouping grouping, boolean bothEnds, PeerNaming others) {
    this.others = others;
    this.bothEnds = bothEnds;
    this.ipv4Bits = mappedBits(grouping.ipv4PrefixLength());
    this.ipv6Bits = grouping.ipv6PrefixLength();
    grouping.groups().forEach(this::add);
  }

  /**
   * A naming that knows groups.
   *
   * @param bothEnds whether senders are renamed as receivers are; else they keep their own name
   * @param others names what is in no group and reported for itself
   */
  public static PeerNaming of(PeerGrouping grouping, boolean bothEnds, PeerNaming others) {
    return grouping.equals(PeerGrouping.NONE)
        ? others
        : new GroupedNaming(grouping, bothEnds, others);
  }

  private void add(String group, List<Cidr> networks) {
    for (Cidr network : networks) {
      long hi = Addresses.hi(network.address());
      long lo = Addresses.lo(network.address());
      boolean isIpv4 = network.address().getAddress().length == 4;
      int bits = isIpv4 ? mappedBits(network.prefixLength()) : network.prefixLength();
      groupsByBits.computeIfAbsent(bits, unused -> new HashMap<>()).put(new Halves(hi, lo), group);
    }
  }

  private static int mappedBits(int ipv4PrefixLength) {
    return 96 + ipv4PrefixLength;
  }

  @Override
  public String name(long hi, long lo) {
    boolean isIpv4 = Addresses.isIpv4(hi, lo);
    for (Map.Entry<Integer, Map<Halves, String>> length : groupsByBits.entrySet()) {
      int bits = length.getKey();
      // An IPv6 block such as ::/0 holds the mapped addresses, but no IPv4.
      String group = isIpv4 && bits < 96 ? null : length.getValue().get(network(hi, lo, bits));
      if (group != null) {
        return group;
      }
    }
    int bits = isIpv4 ? ipv4Bits : ipv6Bits;
    if (bits == Long.SIZE * 2) {
      return others.name(hi, lo);
    }
    Halves network = network(hi, lo, bits);
    return Addresses.toText(network.hi(), network.lo()) + "/" + (isIpv4 ? bits - 96 : bits);
  }

  @Override
  public String src(PairKey key) {
    return bothEnds ? PeerNaming.super.src(key) : others.src(key);
  }

  private static Halves network(long hi, long lo, int bits) {
    return new Halves(hi & mask(bits), lo & mask(bits - Long.SIZE));
  }

  /** A long whose highest bits are set: none for 0 or less, all for 64 or more. */
  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
  }
}
