package io.rttd.reporting;

import io.rttd.config.Cidr;
import io.rttd.config.InstanceConfig.PeerGrouping;
import io.rttd.model.Address;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
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
  private final Map<Integer, Map<Address, String>> groupsByBits =
      new TreeMap<>(Comparator.reverseOrder());

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
      boolean isIpv4 = network.address().getAddress().length == 4;
      int bits = isIpv4 ? mappedBits(network.prefixLength()) : network.prefixLength();
      groupsByBits
          .computeIfAbsent(bits, unused -> new HashMap<>())
          .put(Address.of(network.address()), group);
    }
  }

  private static int mappedBits(int ipv4PrefixLength) {
    return 96 + ipv4PrefixLength;
  }

  @Override
  public String name(Address address) {
    boolean isIpv4 = address.isIpv4();
    for (Map.Entry<Integer, Map<Address, String>> length : groupsByBits.entrySet()) {
      int bits = length.getKey();
      // An IPv6 block such as ::/0 holds the mapped addresses, but no IPv4.
      String group = isIpv4 && bits < 96 ? null : length.getValue().get(address.network(bits));
      if (group != null) {
        return group;
      }
    }
    int bits = isIpv4 ? ipv4Bits : ipv6Bits;
    if (bits == Long.SIZE * 2) {
      return others.name(address);
    }
    return address.network(bits) + "/" + (isIpv4 ? bits - 96 : bits);
  }

  @Override
  public String src(PairKey key) {
    return bothEnds ? PeerNaming.super.src(key) : others.src(key);
  }
}
