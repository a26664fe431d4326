package io.rttd.pipeline.sockets;

import io.rttd.model.Address;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads on which TCP ports this host listens, and in whose name: that of the container or unit
 * whose control group created the socket. One thread.
 */
final class ListenerNames implements ServiceMonitor.ListenerSource {
  private static final Logger LOG = System.getLogger(ListenerNames.class.getName());

  /** What listens on all addresses comes first, what only this host can reach last. */
  private static final Comparator<Listener> PREFERRED =
      Comparator.comparing((Listener listener) -> listener.name().isEmpty())
          .thenComparingInt(Listener::reach)
          .thenComparing(Listener::name);

  private final Optional<ControlGroups> groups;
  private boolean saidNoGroups;

  /** Why a port has its name. */
  private record Listener(int reach, String name) {}

  ListenerNames(Optional<ControlGroups> groups) {
    this.groups = groups;
  }

  @Override
  public Map<Integer, String> read() throws IOException {
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
    Map<Integer, String> names = new HashMap<>();
    best.forEach((port, listener) -> names.put(port, listener.name()));
    return names;
  }

  private String nameOf(SocketMessage socket) {
    long id = socket.longAttribute(SocketMessage.CGROUP_ID);
    if (groups.isEmpty()) {
      sayOnce("/sys/fs/cgroup has no control groups of version 2");
      return UnitName.NONE;
    }
    if (id == SocketMessage.ABSENT) {
      sayOnce("the kernel does not report the control group of a socket");
      return UnitName.NONE;
    }
    return UnitName.of(groups.get().path(id));
  }

  private void sayOnce(String reason) {
    if (!saidNoGroups) {
      saidNoGroups = true;
      LOG.log(
          Level.WARNING,
          "services: auto: {0}, so listeners have no names; name their ports under services",
          reason);
    }
  }

  private static int reach(Address address) {
    if (address.hi() == 0 && (address.lo() == 0 || address.lo() == 0xFFFF_0000_0000L)) {
      return 0;
    }
    return address.toInetAddress().isLoopbackAddress() ? 2 : 1;
  }
}
