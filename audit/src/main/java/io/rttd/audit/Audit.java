package io.rttd.audit;

import io.rttd.capture.CaptureException;
import io.rttd.pipeline.TimedDirections;
import io.rttd.pipeline.interfaces.HostAddresses;
import io.rttd.pipeline.interfaces.InterfaceMonitor;
import io.rttd.pipeline.sockets.SocketDiagnostics;
import io.rttd.pipeline.sockets.SocketMessage;
import io.rttd.pipeline.sockets.TcpInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.CloseHelper;

/**
 * Measures the connections of this host for some seconds, and meanwhile queries the kernel's
 * figures for the same ones. It needs CAP_NET_RAW for the capture; sock_diag(7) needs no privilege.
 *
 * <p>It queries the kernel repeatedly, because the kernel forgets a connection once it ends. The
 * same thread captures: packets that arrive while the kernel answers wait in the capture's ring.
 */
public final class Audit implements AutoCloseable {
  private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** Maximum share of the time spent on the kernel's answers, if it has many connections. */
  private static final int MOST_SHARE = 10;

  private static final long LONGEST_INTERVAL_NS = TimeUnit.SECONDS.toNanos(5);

  private final List<String> names;
  private final List<AuditedInterface> interfaces = new ArrayList<>();
  private final SocketDiagnostics kernel;
  private final ConnectionKey key = new ConnectionKey();

  /**
   * Starts capturing.
   *
   * @param names of interfaces
   * @throws CaptureException as {@link io.rttd.pipeline.live.LiveCapture#open}
   * @throws IOException if the kernel has no sock_diag
   */
  public Audit(List<String> names) throws CaptureException, IOException {
    this.names = List.copyOf(names);
    TimedDirections timedEnds =
        TimedDirections.host(HostAddresses.of(InterfaceMonitor.readOnce()).with(List.of()));
    kernel = SocketDiagnostics.open();
    boolean complete = false;
    try {
      // The first query takes longest, because classes are loaded; no capture may wait for that.
      kernel.dump(SocketDiagnostics.ESTABLISHED, SocketDiagnostics.WITH_TCP_INFO, this::onSocket);
      for (String name : names) {
        interfaces.add(new AuditedInterface(name, timedEnds));
      }
      complete = true;
    } finally {
      if (!complete) {
        close();
      }
    }
  }

  /**
   * Measures for this duration.
   *
   * @throws IOException if the kernel does not answer
   */
  public AuditResult run(Duration duration) throws IOException {
    long startNs = System.nanoTime();
    long askedNs = startNs;
    long pauseNs = ask();
    while (System.nanoTime() - startNs < duration.toNanos()) {
      interfaces.forEach(AuditedInterface::poll);
      if (System.nanoTime() - askedNs >= pauseNs) {
        askedNs = System.nanoTime();
        pauseNs = ask();
      }
    }
    ask();
    return AuditResult.of(names, duration, interfaces);
  }

  /** Queries all established connections; returns how long to wait until the next query. */
  private long ask() throws IOException {
    interfaces.forEach(AuditedInterface::settle);
    long startNs = System.nanoTime();
    kernel.dump(SocketDiagnostics.ESTABLISHED, SocketDiagnostics.WITH_TCP_INFO, this::onSocket);
    long tookNs = System.nanoTime() - startNs;
    interfaces.forEach(AuditedInterface::settle);
    interfaces.forEach(each -> each.ledger().settle());
    return Math.max(INTERVAL_NS, Math.min(tookNs * MOST_SHARE, LONGEST_INTERVAL_NS));
  }

  private void onSocket(SocketMessage socket) {
    key.set(socket.localAddress(), socket.localPort(), socket.remoteAddress(), socket.remotePort());
    TcpInfo.of(socket)
        .ifPresent(info -> interfaces.forEach(each -> each.ledger().onKernel(key, info)));
  }

  @Override
  public void close() {
    CloseHelper.closeAll(interfaces);
    kernel.close();
  }
}
