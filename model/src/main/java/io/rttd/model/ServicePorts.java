package io.rttd.model;

import java.util.ArrayList;
import java.util.List;

/**
 * The services of server ports: configured ones on any host, and those on which this host listens,
 * at its local ends. Immutable and thread-safe; lookups do not allocate.
 */
public final class ServicePorts {
  private static final int PORTS = 1 << 16;
  private static final short[] EMPTY = {};

  /** No port has a service. */
  public static final ServicePorts NONE = new Builder().build();

  private final Service[] services;
  private final short[] anywhere;
  private final short[] here;

  private ServicePorts(Builder builder) {
    services = builder.services.toArray(Service[]::new);
    anywhere = builder.anywhere;
    here = builder.here;
  }

  /** Whether no port is known. */
  public boolean isEmpty() {
    return services.length == 1;
  }

  /**
   * The service of a server's port, or null if the port is not known to be a server's; {@link
   * Service#NONE} for a listener without a name.
   *
   * @param port 0 to 65535
   * @param local whether its host is this one
   */
  public Service at(int port, boolean local) {
    Service configured = at(anywhere, port);
    return configured == null && local ? at(here, port) : configured;
  }

  private Service at(short[] table, int port) {
    return table.length == 0 ? null : services[table[port] & 0xFFFF];
  }

  /** Builds a table. */
  public static final class Builder {
    private final List<Service> services = new ArrayList<>();
    private short[] anywhere = EMPTY;
    private short[] here = EMPTY;

    /** Creates a builder without ports. */
    public Builder() {
      services.add(null);
    }

    /** Names the ports from {@code first} to {@code last} of every host. */
    public Builder configured(int first, int last, Service service) {
      anywhere = anywhere.length == 0 ? new short[PORTS] : anywhere;
      short number = number(service);
      for (int port = first; port <= last; port++) {
        anywhere[port] = number;
      }
      return this;
    }

    /** Names a port on which this host listens; {@link Service#NONE} if its name is unknown. */
    public Builder listening(int port, Service service) {
      here = here.length == 0 ? new short[PORTS] : here;
      here[port] = number(service);
      return this;
    }

    private short number(Service service) {
      int known = services.indexOf(service);
      if (known > 0) {
        return (short) known;
      }
      services.add(service);
      return (short) (services.size() - 1);
    }

    /** The table; the builder must not be used again. */
    public ServicePorts build() {
      return new ServicePorts(this);
    }
  }
}
