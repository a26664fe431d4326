package io.rttd.audit;

import io.rttd.pipeline.sockets.SocketDiagnostics;
import io.rttd.pipeline.sockets.SocketMessage;
import io.rttd.pipeline.sockets.TcpInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The kernel's view of TCP sockets, read through sock_diag(7), which needs no privilege. */
public final class SocketStatistics {
  private static final double NS_PER_MS = 1e6;

  private SocketStatistics() {}

  /**
   * The established connections with one of these ports on either side; empty if the kernel does
   * not answer.
   */
  public static List<KernelRtt> read(Set<Integer> ports) {
    List<KernelRtt> sockets = new ArrayList<>();
    try (SocketDiagnostics kernel = SocketDiagnostics.open()) {
      kernel.dump(
          SocketDiagnostics.ESTABLISHED,
          SocketDiagnostics.WITH_TCP_INFO,
          socket -> {
            if (ports.contains(socket.localPort()) || ports.contains(socket.remotePort())) {
              TcpInfo.of(socket)
                  .filter(info -> info.rttNs() != TcpInfo.UNKNOWN)
                  .ifPresent(info -> sockets.add(rttOf(socket, info)));
            }
          });
    } catch (IOException e) {
      return List.of();
    }
    return sockets;
  }

  private static KernelRtt rttOf(SocketMessage socket, TcpInfo info) {
    return new KernelRtt(
        socket.localAddress().toString(),
        socket.remoteAddress().toString(),
        info.rttNs() / NS_PER_MS,
        info.minRttNs() == TcpInfo.UNKNOWN ? Double.NaN : info.minRttNs() / NS_PER_MS);
  }
}
