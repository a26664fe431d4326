package io.rttd.pipeline.interfaces;

import io.rttd.pipeline.interfaces.NetworkRoute.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The interfaces of this machine with their names, addresses and routes at one moment. Immutable:
 * any thread.
 *
 * @param links the interfaces, by index
 * @param routes default, on-link and local routes; others do not matter here
 */
public record InterfaceDirectory(List<NetworkLink> links, Set<NetworkRoute> routes) {
  /** A machine without interfaces. */
  public static final InterfaceDirectory EMPTY = new InterfaceDirectory(List.of(), Set.of());

  /** Copies the collections. */
  public InterfaceDirectory {
    links = List.copyOf(links);
    routes = Set.copyOf(routes);
  }

  /**
   * The interface of this name: its own, an altname, or the label of an address ({@code eth0:1} is
   * {@code eth0}).
   */
  public Optional<NetworkLink> find(String name) {
    String bare = withoutLabel(name);
    return links.stream()
        .filter(link -> link.name().equals(bare))
        .findFirst()
        .or(() -> links.stream().filter(link -> link.altnames().contains(bare)).findFirst());
  }

  /** Whether the default route, of IPv4 or IPv6, leads through this interface. */
  public boolean hasDefaultRoute(NetworkLink link) {
    return routes.stream()
        .anyMatch(route -> route.kind() == Kind.DEFAULT && route.linkIndex() == link.index());
  }

  /** The interface of an address label; interface names have no colon. */
  static String withoutLabel(String name) {
    int colon = name.indexOf(':');
    return colon > 0 ? name.substring(0, colon) : name;
  }
}
