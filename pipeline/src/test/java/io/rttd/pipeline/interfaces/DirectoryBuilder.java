package io.rttd.pipeline.interfaces;

import io.rttd.config.Cidr;
import io.rttd.pipeline.interfaces.NetworkRoute.Kind;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A machine in a few lines. */
public final class DirectoryBuilder {
  private final List<NetworkLink> links = new ArrayList<>();
  private final Set<NetworkRoute> routes = new HashSet<>();

  /** Starts with a loopback interface. */
  public DirectoryBuilder() {
    links.add(new NetworkLink(1, "lo", List.of(), "", 0, true, true, parse("127.0.0.1", "::1")));
  }

  /** Adds an interface with these addresses; the first has index 2. */
  public DirectoryBuilder link(String name, String kind, String... addresses) {
    return port(name, kind, "", addresses);
  }

  /** Adds a port of a bridge that was added before. */
  public DirectoryBuilder port(String name, String kind, String master, String... addresses) {
    int of = master.isEmpty() ? 0 : index(master);
    links.add(
        new NetworkLink(
            links.size() + 1, name, List.of(), kind, of, true, false, parse(addresses)));
    return this;
  }

  /** Adds hardware with other names. */
  public DirectoryBuilder named(String name, String... altnames) {
    links.add(
        new NetworkLink(links.size() + 1, name, List.of(altnames), "", 0, true, false, List.of()));
    return this;
  }

  /** Adds the default route of IPv4. */
  public DirectoryBuilder defaultRoute(String name) {
    return route(Kind.DEFAULT, "0.0.0.0/0", name);
  }

  /** Adds a route. */
  public DirectoryBuilder route(Kind kind, String network, String name) {
    routes.add(new NetworkRoute(kind, Cidr.parse(network), index(name)));
    return this;
  }

  /** What was described. */
  public InterfaceDirectory build() {
    return new InterfaceDirectory(links, routes);
  }

  private int index(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst().get().index();
  }

  private static List<InetAddress> parse(String... addresses) {
    return Arrays.stream(addresses).map(text -> Cidr.parse(text).address()).toList();
  }
}
