package io.rttd.daemon.run;

import io.rttd.model.Addresses;
import io.rttd.reporting.PeerNaming;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** The configured hosts and the addresses that they have, as of one look at them. Immutable. */
final class PeerNames implements PeerNaming {
  private static final Logger LOG = System.getLogger(PeerNames.class.getName());

  private final String instance;
  private final Map<String, SortedSet<Halves>> hosts;
  private final Map<Halves, String> names = new HashMap<>();
  private final List<String> failed;

  private record Halves(long hi, long lo) implements Comparable<Halves> {
    @Override
    public int compareTo(Halves other) {
      int order = Long.compareUnsigned(hi, other.hi);
      return order == 0 ? Long.compareUnsigned(lo, other.lo) : order;
    }

    @Override
    public String toString() {
      return Addresses.toText(hi, lo);
    }
  }

  /** Knows the addresses of a host, as DNS does. */
  @FunctionalInterface
  interface Resolver {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private PeerNames(String instance, Map<String, SortedSet<Halves>> hosts, List<String> failed) {
    this.instance = instance;
    this.hosts = hosts;
    this.failed = List.copyOf(failed);
    hosts.forEach((host, addresses) -> addresses.forEach(address -> names.put(address, host)));
  }

  /** No hosts. */
  static PeerNames none(String instance) {
    return new PeerNames(instance, Map.of(), List.of());
  }

  /**
   * Asks for each of these hosts, for at most {@link DeadlineResolver#PATIENCE}. One that cannot be
   * resolved is logged; it keeps the addresses that are known here, and without any is left out.
   */
  PeerNames resolve(List<String> wanted, Resolver resolver) {
    return resolve(wanted, resolver, DeadlineResolver.PATIENCE);
  }

  /** As {@link #resolve(List, Resolver)}, with another patience. */
  PeerNames resolve(List<String> wanted, Resolver resolver, Duration patience) {
    Map<String, SortedSet<Halves>> known = new LinkedHashMap<>();
    wanted.forEach(host -> known.put(host, hosts.getOrDefault(host, new TreeSet<>())));
    if (wanted.isEmpty()) {
      return new PeerNames(instance, known, List.of());
    }
    try (DeadlineResolver hurried = new DeadlineResolver(resolver, wanted, patience)) {
      return new PeerNames(instance, known, List.of()).resolveAgain(hurried);
    }
  }

  /**
   * Asks again, however long it takes. What cannot be resolved keeps the addresses it had; if
   * nothing has changed, this is what is returned.
   */
  PeerNames resolveAgain(Resolver resolver) {
    Map<String, SortedSet<Halves>> found = new LinkedHashMap<>();
    List<String> failedNow = new ArrayList<>();
    hosts.forEach(
        (host, known) -> {
          try {
            SortedSet<Halves> addresses = new TreeSet<>();
            for (InetAddress address : resolver.addressesOf(host)) {
              addresses.add(new Halves(Addresses.hi(address), Addresses.lo(address)));
            }
            found.put(host, addresses);
            sayWhatChanged(host, known, addresses);
          } catch (UnknownHostException e) {
            found.put(host, known);
            failedNow.add(host);
            sayFailure(host, known, e.getMessage());
          }
        });
    return found.equals(hosts) && failedNow.equals(failed)
        ? this
        : new PeerNames(instance, found, failedNow);
  }

  private void sayWhatChanged(String host, SortedSet<Halves> known, SortedSet<Halves> now) {
    if (!now.equals(known) && (!known.isEmpty() || failed.contains(host))) {
      LOG.log(Level.INFO, () -> instance + ": host " + host + " now resolves to " + now);
    }
  }

  private void sayFailure(String host, SortedSet<Halves> known, String why) {
    if (!failed.contains(host)) {
      String consequence =
          known.isEmpty()
              ? " has no address and is not measured until it has one"
              : " cannot be resolved; keeping " + known;
      LOG.log(Level.WARNING, () -> instance + ": host " + host + consequence + " (" + why + ")");
    }
  }

  /** Every address of every host that has one, in an order that does not depend on the resolver. */
  List<InetAddress> addresses() {
    return names.keySet().stream().sorted().map(PeerNames::toAddress).toList();
  }

  /** The hosts that could not be resolved at the last attempt. */
  List<String> failed() {
    return failed;
  }

  @Override
  public String name(long hi, long lo) {
    Halves address = new Halves(hi, lo);
    String name = names.get(address);
    return name == null ? address.toString() : name;
  }

  private static InetAddress toAddress(Halves halves) {
    try {
      return InetAddress.getByName(halves.toString());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("not an address: " + halves, e);
    }
  }
}
