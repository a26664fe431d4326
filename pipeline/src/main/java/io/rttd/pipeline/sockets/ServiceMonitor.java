package io.rttd.pipeline.sockets;

import io.rttd.config.InstanceConfig;
import io.rttd.config.Mode;
import io.rttd.config.ServicesConfig;
import io.rttd.config.ServicesConfig.PortRange;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Keeps the table of server ports: configured ones and, with {@code services: auto}, those on which
 * this host listens, read from the kernel every 10 seconds, since it does not announce changes.
 *
 * <p>One thread polls; everything else is thread-safe.
 */
public final class ServiceMonitor {
  private static final Logger LOG = System.getLogger(ServiceMonitor.class.getName());
  private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(10);

  private final ListenerSource source;
  private final ServiceNames names = new ServiceNames();
  private volatile ServicesConfig wanted;
  private volatile ServicePorts anyHost = ServicePorts.NONE;
  private volatile ServicePorts thisHost = ServicePorts.NONE;
  private ServicesConfig applied = ServicesConfig.NONE;
  private Map<Integer, String> listeners = Map.of();
  private long readNs;
  private boolean failed;

  /** Reads the ports on which this host listens. */
  @FunctionalInterface
  interface ListenerSource {
    /** The name of each port; empty for a listener without one. */
    Map<Integer, String> read() throws IOException;
  }

  ServiceMonitor(ServicesConfig config, ListenerSource source, long nowNs) {
    this.source = source;
    this.wanted = config;
    poll(nowNs);
  }

  /** Creates the table of a configuration, and reads the listeners if configured. */
  public static ServiceMonitor open(ServicesConfig config) {
    return new ServiceMonitor(config, new ListenerNames(ControlGroups.ofHost()), System.nanoTime());
  }

  /** Applies another configuration with the next {@link #poll}. */
  public void configure(ServicesConfig config) {
    wanted = config;
  }

  /** Updates the tables if the configuration changed or a reading is due. */
  public void poll(long nowNs) {
    ServicesConfig config = wanted;
    boolean configured = !config.equals(applied);
    if (!configured && (!config.auto() || nowNs - readNs < INTERVAL_NS)) {
      return;
    }
    readNs = nowNs;
    Map<Integer, String> now = config.auto() ? read() : Map.of();
    if (configured || !now.equals(listeners)) {
      publish(config, now);
    }
  }

  /**
   * Supplies the current table for a capture: this host's listeners matter only to a capture of its
   * own traffic, not to a mirror or a file.
   */
  public Supplier<ServicePorts> tableOf(InstanceConfig capture) {
    boolean own = capture.mode() == Mode.HOST && capture.captureFile().isEmpty();
    return own ? this::thisHost : this::anyHost;
  }

  /** The configured ports. */
  ServicePorts anyHost() {
    return anyHost;
  }

  /** The configured ports and those on which this host listens. */
  ServicePorts thisHost() {
    return thisHost;
  }

  private void publish(ServicesConfig config, Map<Integer, String> now) {
    if (!config.equals(applied)) {
      anyHost = configured(config).build();
    }
    applied = config;
    listeners = now;
    Set<String> used = new HashSet<>(now.values());
    config.ports().forEach(range -> used.add(range.name()));
    names.retain(used);
    ServicePorts.Builder ports = configured(config);
    now.forEach((port, name) -> ports.listening(port, names.ofListener(name)));
    thisHost = now.isEmpty() ? anyHost : ports.build();
    if (config.auto()) {
      long named = now.values().stream().filter(name -> !name.isEmpty()).count();
      LOG.log(
          Level.DEBUG, "services: {0} listening ports, {1} of them with a name", now.size(), named);
    }
  }

  private ServicePorts.Builder configured(ServicesConfig config) {
    ServicePorts.Builder ports = new ServicePorts.Builder();
    for (PortRange range : config.ports()) {
      ports.configured(range.first(), range.last(), names.of(range.name()));
    }
    return ports;
  }

  /** The listeners; the known ones if the kernel does not answer. */
  private Map<Integer, String> read() {
    try {
      Map<Integer, String> now = source.read();
      failed = false;
      return now;
    } catch (IOException e) {
      if (!failed) {
        failed = true;
        LOG.log(
            Level.WARNING,
            "services: auto: cannot list listening sockets: {0}; keeping the known names;"
                + " trying again every 10 seconds",
            e.getMessage());
      }
      return listeners;
    }
  }
}
