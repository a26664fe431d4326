package io.rttd.pipeline.steering;

import io.rttd.model.Address;
import io.rttd.model.PeerNaming;
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

/** The configured hosts and their addresses, as of one lookup. Immutable. */
public final class PeerNames implements PeerNaming {
  private static final Logger LOG = System.getLogger(PeerNames.class.getName());

  private final String instance;
  private final Map<String, SortedSet<Address>> hosts;
  private final Map<Address, String> names = new HashMap<>();
  private final List<String> failed;

  /** Resolves a host, as DNS does. */
  @FunctionalInterface
  public interface Resolver {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private PeerNames(String instance, Map<String, SortedSet<Address>> hosts, List<String> failed) {
    this.instance = instance;
    this.hosts = hosts;
    this.failed = List.copyOf(failed);
    hosts.forEach((host, addresses) -> addresses.forEach(address -> names.put(address, host)));
  }

  /** No hosts. */
  public static PeerNames none(String instance) {
    return new PeerNames(instance, Map.of(), List.of());
  }

  /**
   * Resolves each of these hosts, for at most {@link DeadlineResolver#PATIENCE}. One that cannot be
   * resolved is logged and keeps its known addresses; without any, it is omitted.
   */
  public PeerNames resolve(List<String> wanted, Resolver resolver) {
    return resolve(wanted, resolver, DeadlineResolver.PATIENCE);
  }

  /** As {@link #resolve(List, Resolver)}, with another timeout. */
  PeerNames resolve(List<String> wanted, Resolver resolver, Duration patience) {
    Map<String, SortedSet<Address>> known = new LinkedHashMap<>();
    wanted.forEach(host -> known.put(host, hosts.getOrDefault(host, new TreeSet<>())));
    if (wanted.isEmpty()) {
      return new PeerNames(instance, known, List.of());
    }
    try (DeadlineResolver hurried = new DeadlineResolver(resolver, wanted, patience)) {
      return new PeerNames(instance, known, List.of()).resolveAgain(hurried);
    }
  }

  /**
   * Resolves again, without a timeout. Hosts that cannot be resolved keep their addresses; if
   * nothing has changed, returns this object.
   */
  PeerNames resolveAgain(Resolver resolver) {
    Map<String, SortedSet<Address>> found = new LinkedHashMap<>();
    List<String> failedNow = new ArrayList<>();
    hosts.forEach(
        (host, known) -> {
          try {
            SortedSet<Address> addresses = new TreeSet<>();
            for (InetAddress address : resolver.addressesOf(host)) {
              addresses.add(Address.of(address));
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

  private void sayWhatChanged(String host, SortedSet<Address> known, SortedSet<Address> now) {
    if (!now.equals(known) && (!known.isEmpty() || failed.contains(host))) {
      LOG.log(Level.INFO, () -> instance + ": host " + host + " now resolves to " + now);
    }
  }

  private void sayFailure(String host, SortedSet<Address> known, String why) {
    if (!failed.contains(host)) {
      String consequence =
          known.isEmpty()
              ? " has no address and is not measured until it has one"
              : " cannot be resolved; keeping " + known;
      LOG.log(Level.WARNING, () -> instance + ": host " + host + consequence + " (" + why + ")");
    }
  }

  /** All addresses of all hosts, in an order that does not depend on the resolver. */
  List<InetAddress> addresses() {
    return names.keySet().stream().sorted().map(Address::toInetAddress).toList();
  }

  /** The hosts that could not be resolved at the last attempt. */
  List<String> failed() {
    return failed;
  }

  @Override
  public String name(Address address) {
    String name = names.get(address);
    return name == null ? address.toString() : name;
  }
}
