package io.rttd.pipeline.interfaces;

import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.pipeline.interfaces.NetworkRoute.Kind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The addresses local to this machine: its own, on any interface, and those of its containers and
 * virtual machines, which the routes reveal:
 *
 * <ul>
 *   <li>a route to a single address, without a gateway, through a veth (Calico, AWS VPC CNI, ptp);
 *   <li>a network that is routed through a veth's own address within that network, as Cilium routes
 *       the pods of a node through cilium_host;
 *   <li>the connected networks of a bridge that has no ports but veths and taps (docker0, cni0).
 * </ul>
 *
 * <p>An interface with a default route leads out of this machine, so none of its routes count: a
 * container's own eth0 is a veth, and a bridge may carry the host's uplink. Immutable: any thread.
 */
public final class HostAddresses {
  private static final Set<String> PAIRED = Set.of("veth", "netkit");
  private static final Set<String> GUEST_PORTS = Set.of("veth", "netkit", "tun");
  private static final Cidr LOOPBACK = Cidr.parse("127.0.0.0/8");

  private final Set<InetAddress> addresses = new HashSet<>();
  private final Set<Cidr> networks = new HashSet<>();
  private final Set<String> guestLinks = new HashSet<>();

  private HostAddresses() {}

  /** Derives them from a directory. */
  public static HostAddresses of(InterfaceDirectory directory) {
    HostAddresses host = new HostAddresses();
    host.networks.add(LOOPBACK);
    directory.links().forEach(link -> host.addresses.addAll(link.addresses()));
    directory.routes().stream()
        .filter(route -> route.kind() == Kind.LOCAL)
        .forEach(route -> host.add(route.network()));
    Set<Integer> inhabitedBridges = inhabitedBridges(directory);
    for (NetworkLink link : directory.links()) {
      boolean paired = PAIRED.contains(link.kind());
      boolean bridge = link.kind().equals("bridge") && inhabitedBridges.contains(link.index());
      if ((paired || bridge) && !directory.hasDefaultRoute(link)) {
        directory.routes().stream()
            .filter(route -> route.linkIndex() == link.index() && isGuestRoute(route, bridge))
            .map(NetworkRoute::network)
            .filter(network -> !network.address().isLinkLocalAddress())
            .forEach(network -> host.addGuests(network, link));
      }
    }
    return host;
  }

  private static boolean isGuestRoute(NetworkRoute route, boolean bridge) {
    return switch (route.kind()) {
      case ON_LINK -> bridge || isSingle(route.network());
      case VIA_OWN_ADDRESS -> !bridge;
      case DEFAULT, LOCAL -> false;
    };
  }

  /**
   * Bridges without a port that may lead out of this machine, including those without any ports.
   */
  private static Set<Integer> inhabitedBridges(InterfaceDirectory directory) {
    Set<Integer> leadingOut =
        directory.links().stream()
            .filter(link -> link.master() != 0 && !GUEST_PORTS.contains(link.kind()))
            .map(NetworkLink::master)
            .collect(Collectors.toSet());
    return directory.links().stream()
        .map(NetworkLink::index)
        .filter(index -> !leadingOut.contains(index))
        .collect(Collectors.toSet());
  }

  private void addGuests(Cidr network, NetworkLink link) {
    // A host route to one of this machine's own addresses is not a route to a guest.
    if (!isSingle(network) || !addresses.contains(network.address())) {
      guestLinks.add(link.name());
      add(network);
    }
  }

  private void add(Cidr network) {
    if (isSingle(network)) {
      addresses.add(network.address());
    } else {
      networks.add(network);
    }
  }

  private static boolean isSingle(Cidr network) {
    return network.prefixLength() == network.address().getAddress().length * 8;
  }

  /** These, and the configured networks. */
  public LocalNetworks with(Collection<Cidr> configured) {
    List<Cidr> all = new ArrayList<>(networks);
    all.addAll(configured);
    return new LocalNetworks(addresses, all);
  }

  /**
   * Whether packets sent through an interface may be addressed to a local end behind it; with
   * {@code any}, whether those of some interface may.
   */
  public boolean leadsToGuests(String interfaceName) {
    return interfaceName.equals(CaptureInterfaces.ANY)
        ? !guestLinks.isEmpty()
        : guestLinks.contains(interfaceName);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostAddresses host
        && addresses.equals(host.addresses)
        && networks.equals(host.networks)
        && guestLinks.equals(host.guestLinks);
  }

  @Override
  public int hashCode() {
    return Objects.hash(addresses, networks, guestLinks);
  }
}
