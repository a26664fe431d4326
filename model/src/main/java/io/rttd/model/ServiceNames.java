package io.rttd.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Maps each service name to one {@link Service}, the same while the name is in use, so that
 * successive tables of ports agree. Thread-safe.
 */
public final class ServiceNames {
  /** Maximum number of names, beyond which listeners get none. */
  public static final int MAX = 4096;

  private final Map<String, Service> services = new HashMap<>();
  private int lastId;

  /** The service of a configured name; {@link Service#NONE} for the empty name. */
  public synchronized Service of(String name) {
    return name.isEmpty()
        ? Service.NONE
        : services.computeIfAbsent(name, added -> new Service(++lastId, added));
  }

  /**
   * The service of a listener's name; {@link Service#NONE} for the empty name and beyond the
   * maximum.
   */
  public synchronized Service ofListener(String name) {
    return services.size() < MAX || services.containsKey(name) ? of(name) : Service.NONE;
  }

  /**
   * Makes room for other names if half the maximum is in use. A dropped name that returns gets
   * another service, so names are kept while there is room.
   *
   * @param used the names to keep
   */
  public synchronized void retain(Set<String> used) {
    if (services.size() > MAX / 2) {
      services.keySet().retainAll(used);
    }
  }
}
