package io.rttd.reporting;

import io.rttd.config.InstanceConfig.PeerGrouping;
import io.rttd.config.NetworkNames;
import io.rttd.model.Address;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
import java.util.function.Supplier;

/**
 * Names peers by their group, else by their network if it is aggregated, else as another naming
 * does. Immutable and thread-safe.
 */
public final class GroupedNaming implements PeerNaming {
  private final PeerNaming others;
  private final boolean bothEnds;
  private final int ipv4Bits;
  private final int ipv6Bits;
  private final NetworkNames groups;
  private final Supplier<NetworkNames> named;

  private GroupedNaming(
      PeerGrouping grouping, boolean bothEnds, PeerNaming others, Supplier<NetworkNames> named) {
    this.others = others;
    this.bothEnds = bothEnds;
    this.named = named;
    this.ipv4Bits = NetworkNames.MAPPED_BITS + grouping.ipv4PrefixLength();
    this.ipv6Bits = grouping.ipv6PrefixLength();
    NetworkNames.Builder names = new NetworkNames.Builder();
    grouping
        .groups()
        .forEach((group, networks) -> networks.forEach(network -> names.add(network, group)));
    this.groups = names.build();
  }

  /**
   * Creates a naming with groups.
   *
   * @param bothEnds whether senders are renamed like receivers; else they keep their own name
   * @param others names peers that are in no group and not aggregated
   * @param named names that take precedence over those of aggregated networks
   */
  public static PeerNaming of(
      PeerGrouping grouping, boolean bothEnds, PeerNaming others, Supplier<NetworkNames> named) {
    return grouping.equals(PeerGrouping.NONE)
        ? others
        : new GroupedNaming(grouping, bothEnds, others, named);
  }

  @Override
  public String name(Address address) {
    return groups.nameOf(address).orElseGet(() -> ungrouped(address));
  }

  private String ungrouped(Address address) {
    int bits = address.isIpv4() ? ipv4Bits : ipv6Bits;
    if (bits == Long.SIZE * 2) {
      return others.name(address);
    }
    return named
        .get()
        .nameOf(address)
        .orElseGet(
            () ->
                address.network(bits)
                    + "/"
                    + (address.isIpv4() ? bits - NetworkNames.MAPPED_BITS : bits));
  }

  @Override
  public String src(PairKey key) {
    return bothEnds ? PeerNaming.super.src(key) : others.src(key);
  }
}
