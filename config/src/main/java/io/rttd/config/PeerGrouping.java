package io.rttd.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which peers are reported together.
 *
 * @param groups networks by the name that peers inside them bear
 * @param ipv4PrefixLength IPv4 peers of no group are reported per network of this length, 0 to 32
 * @param ipv6PrefixLength IPv6 peers of no group are reported per network of this length, 0 to 128
 */
public record PeerGrouping(
    Map<String, List<Cidr>> groups, int ipv4PrefixLength, int ipv6PrefixLength) {
  /** Each peer for itself. */
  public static final PeerGrouping NONE = new PeerGrouping(Map.of(), 32, 128);

  /** Copies the groups. */
  public PeerGrouping {
    Map<String, List<Cidr>> copy = new LinkedHashMap<>();
    groups.forEach((name, networks) -> copy.put(name, List.copyOf(networks)));
    groups = Collections.unmodifiableMap(copy);
  }
}
