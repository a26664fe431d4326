package io.rttd.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One capture: where packets come from, which of them are measured, and how reports are tagged.
 *
 * @param interfaceName what to listen on: an interface by any of its names, a pattern, {@code auto}
 *     or {@code any}; empty when {@code captureFile} is set
 * @param captureFile a capture file to read instead of an interface
 * @param networks peers of interest as CIDR blocks, from {@code ips}; empty with no hosts: all TCP
 * @param hosts peers of interest by name, resolved when the capture starts
 * @param filter a BPF expression that is ANDed with the peers of interest
 * @param mode whose round-trip times are measured
 * @param localNetworks what counts as local besides the host and its guests
 * @param tags added to this instance's metrics
 * @param excludedNetworks peers to leave out, from {@code exclude_ips}
 * @param ports only flows with one of these server ports, each 1 to 65535; empty: all
 * @param grouping which peers are reported together
 * @param sampling when to measure, if not all the time
 * @param reverseLookup whether peers without a configured name are reported by their reverse DNS
 *     name
 * @param promiscuous whether the interface also receives frames for other stations
 * @param tunnels whether TCP inside tunnels is captured as well
 */
public record InstanceConfig(
    Optional<String> interfaceName,
    Optional<Path> captureFile,
    List<Cidr> networks,
    List<String> hosts,
    Optional<String> filter,
    Mode mode,
    List<Cidr> localNetworks,
    List<String> tags,
    List<Cidr> excludedNetworks,
    List<Integer> ports,
    PeerGrouping grouping,
    Optional<Sampling> sampling,
    boolean reverseLookup,
    boolean promiscuous,
    boolean tunnels) {

  /**
   * Alternates between measuring and pausing.
   *
   * @param measure how long to measure, at least a second
   * @param rest how long to pause, at least a second
   */
  public record Sampling(Duration measure, Duration rest) {}

  /** Copies the lists. */
  public InstanceConfig {
    networks = List.copyOf(networks);
    hosts = List.copyOf(hosts);
    localNetworks = List.copyOf(localNetworks);
    tags = List.copyOf(tags);
    excludedNetworks = List.copyOf(excludedNetworks);
    ports = List.copyOf(ports);
  }

  /** A copy for this interface. */
  public InstanceConfig on(String name) {
    return new InstanceConfig(
        Optional.of(name),
        captureFile,
        networks,
        hosts,
        filter,
        mode,
        localNetworks,
        tags,
        excludedNetworks,
        ports,
        grouping,
        sampling,
        reverseLookup,
        promiscuous,
        tunnels);
  }

  /** A copy in which settings that need a restart keep the values the capture was opened with. */
  public InstanceConfig withFixedKeysOf(InstanceConfig opened) {
    return new InstanceConfig(
        interfaceName,
        captureFile,
        networks,
        hosts,
        filter,
        opened.mode,
        opened.localNetworks,
        tags,
        excludedNetworks,
        ports,
        grouping,
        opened.sampling,
        reverseLookup,
        opened.promiscuous,
        opened.tunnels);
  }

  /**
   * Whether this and another capture of one interface may report the same pair with the same tags:
   * values carry no port, so only different peers distinguish them.
   */
  public boolean mayReportPairsOf(InstanceConfig other) {
    if (!Set.copyOf(tags).equals(Set.copyOf(other.tags))
        || excludesAllOf(other)
        || other.excludesAllOf(this)) {
      return false;
    }
    return takesAll()
        || other.takesAll()
        || hosts.stream().anyMatch(other.hosts::contains)
        || networks.stream()
            .anyMatch(
                block ->
                    other.networks.stream().anyMatch(b -> block.contains(b) || b.contains(block)));
  }

  private boolean takesAll() {
    return networks.isEmpty() && hosts.isEmpty();
  }

  private boolean excludesAllOf(InstanceConfig other) {
    return !other.takesAll()
        && other.hosts.isEmpty()
        && other.networks.stream()
            .allMatch(block -> excludedNetworks.stream().anyMatch(out -> out.contains(block)));
  }

  /**
   * Which peers are reported together.
   *
   * @param groups networks, by the name under which their peers are reported
   * @param ipv4PrefixLength IPv4 peers of no group are reported per network of this length, 0 to 32
   * @param ipv6PrefixLength IPv6 peers of no group are reported per network of this length, 0 to
   *     128
   */
  public record PeerGrouping(
      Map<String, List<Cidr>> groups, int ipv4PrefixLength, int ipv6PrefixLength) {
    /** Reports each peer separately. */
    public static final PeerGrouping NONE = new PeerGrouping(Map.of(), 32, 128);

    /** Copies the groups. */
    public PeerGrouping {
      Map<String, List<Cidr>> copy = new LinkedHashMap<>();
      groups.forEach((name, networks) -> copy.put(name, List.copyOf(networks)));
      groups = Collections.unmodifiableMap(copy);
    }
  }
}
