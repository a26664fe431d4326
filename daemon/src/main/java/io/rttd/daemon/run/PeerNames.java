package io.rttd.daemon.run;

import io.rttd.engine.segment.Addresses;
import io.rttd.reporting.PeerNaming;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The configured hosts and the addresses that they have: resolved once, when a capture starts. */
final class PeerNames implements PeerNaming {
  private static final Logger LOG = System.getLogger(PeerNames.class.getName());

  private final Map<Halves, String> names = new HashMap<>();
  private final List<InetAddress> addresses = new ArrayList<>();
  private final List<String> unresolved = new ArrayList<>();

  private record Halves(long hi, long lo) {}

  /** Asks the resolver for each host; a host that it does not know is logged and left out. */
  static PeerNames resolve(String instance, List<String> hosts) {
    PeerNames peers = new PeerNames();
    for (String host : hosts) {
      try {
        for (InetAddress address : InetAddress.getAllByName(host)) {
          peers.addresses.add(address);
          peers.names.put(new Halves(Addresses.hi(address), Addresses.lo(address)), host);
        }
      } catch (UnknownHostException e) {
        peers.unresolved.add(host);
        LOG.log(
            Level.WARNING,
            () -> instance + ": host " + host + " has no address now and is not measured");
      }
    }
    return peers;
  }

  /** Every address of every host that has one. */
  List<InetAddress> addresses() {
    return List.copyOf(addresses);
  }

  /** The hosts that have no address. */
  List<String> unresolved() {
    return List.copyOf(unresolved);
  }

  @Override
  public String name(long hi, long lo) {
    String name = names.get(new Halves(hi, lo));
    return name == null ? Addresses.toText(hi, lo) : name;
  }
}
