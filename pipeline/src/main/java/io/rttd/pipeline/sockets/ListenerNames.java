package io.rttd.pipeline.sockets;

import io.rttd.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the TCP ports on which this host listens, each with the name of the container or unit whose
 * control group created the socket. One thread.
 */
final class ListenerNames implements ServiceMonitor.ListenerSource {
  private static final Logger LOG = System.getLogger(ListenerNames.class.getName());

  /** Listeners on all addresses come first, those that only this host can reach last. */
  private static final Comparator<Listener> PREFERRED =
      Comparator.comparing((Listener listener) -> listener.name().isEmpty())
          .thenComparingInt(Listener::reach)
          .thenComparing(Listener::name);

  private static final String MOUNT =
      "in a container, mount the host's /sys/fs/cgroup there, read-only";

  private final Optional<ControlGroups> groups;
  private final Set<String> said = new HashSet<>();
  private int found;
  private int foreign;

  /** Why a port has its name. */
  private record Listener(int reach, String name) {}

  ListenerNames(Optional<ControlGroups> groups) {
    this.groups = groups;
  }

  @Override
  public Map<Integer, String> read() throws IOException {
    found = 0;
    foreign = 0;
    Map<Integer, Listener> best = new HashMap<>();
    try (SocketDiagnostics kernel = SocketDiagnostics.open()) {
      kernel.dump(
          SocketDiagnostics.LISTEN,
          SocketDiagnostics.NO_ATTRIBUTES,
          socket ->
              best.merge(
                  socket.localPort(),
                  new Listener(reach(socket.localAddress()), nameOf(socket)),
                  (one, other) -> PREFERRED.compare(one, other) <= 0 ? one : other));
    }
    if (found == 0 && foreign > 0) {
      sayOnce("/sys/fs/cgroup shows other control groups than those of the listeners", MOUNT);
    }
    Map<Integer, String> names = new HashMap<>();
    best.forEach((port, listener) -> names.put(port, listener.name()));
    return names;
  }

  private String nameOf(SocketMessage socket) {
    long id = socket.longAttribute(SocketMessage.CGROUP_ID);
    if (groups.isEmpty()) {
      sayOnce("no control groups of version 2 are mounted at /sys/fs/cgroup", MOUNT);
      return UnitName.NONE;
    }
    if (id == SocketMessage.ABSENT) {
      sayOnce("the kernel does not report the control group of a socket", "run Linux 5.8 or later");
      return UnitName.NONE;
    }
    Optional<String> path = groups.get().path(id);
    if (path.isPresent()) {
      found++;
    } else {
      foreign++;
    }
    return path.map(UnitName::of).orElse(UnitName.NONE);
  }

  private void sayOnce(String reason, String remedy) {
    if (said.add(reason)) {
      LOG.log(
          Level.WARNING,
          "services: auto: {0}, so listeners have no names; {1}, or name their ports in services",
          reason,
          remedy);
    }
  }

  private static int reach(Address address) {
    if (address.hi() == 0 && (address.lo() == 0 || address.lo() == 0xFFFF_0000_0000L)) {
      return 0;
    }
    return address.toInetAddress().isLoopbackAddress() ? 2 : 1;
  }
}
