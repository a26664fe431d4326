package io.rttd.pipeline.interfaces;

import io.rttd.pipeline.sockets.ServiceMonitor;
import java.util.function.Consumer;
import org.agrona.concurrent.Agent;

/**
 * Agent of the interfaces thread: tracks the interfaces, addresses, routes and listening ports of
 * this host, and reports changes of all but the ports. Single-threaded; any thread may read its
 * results.
 */
public final class HostInterfaces implements Agent {
  /** Time between two checks. */
  public static final long IDLE_MS = 500;

  /** The current state, published as a whole. */
  private record Known(InterfaceDirectory directory, HostAddresses addresses) {}

  private final InterfaceMonitor monitor;
  private final ServiceMonitor services;
  private final Consumer<InterfaceDirectory> onChange;
  private volatile Known known;

  /** Reads the current state; {@code onChange} is called for each change, on the agent's thread. */
  public HostInterfaces(
      InterfaceMonitor monitor, ServiceMonitor services, Consumer<InterfaceDirectory> onChange) {
    this.monitor = monitor;
    this.services = services;
    this.onChange = onChange;
    known = know(monitor.directory());
  }

  private static Known know(InterfaceDirectory directory) {
    return new Known(directory, HostAddresses.of(directory));
  }

  @Override
  public int doWork() {
    services.poll(System.nanoTime());
    monitor.poll(System.nanoTime());
    InterfaceDirectory now = monitor.directory();
    if (now.equals(known.directory())) {
      return 0;
    }
    known = know(now);
    onChange.accept(now);
    return 1;
  }

  /** The interfaces. Any thread. */
  public InterfaceDirectory directory() {
    return known.directory();
  }

  /** The local addresses. Any thread. */
  public HostAddresses addresses() {
    return known.addresses();
  }

  /** The names of server ports. Any thread. */
  public ServiceMonitor services() {
    return services;
  }

  @Override
  public String roleName() {
    return "rttd-interfaces";
  }

  @Override
  public void onClose() {
    monitor.close();
  }
}
