package io.rttd.model;

import java.util.HashMap;
import java.util.Map;

/**
 * Gives each name of a service one {@link Service}, the same while the process runs, so that
 * successive tables of ports agree. Bounded. Thread-safe.
 */
public final class ServiceNames {
  /** Maximum number of names; further ones are {@link Service#NONE}. */
  public static final int MAX = 4096;

  private final Map<String, Service> services = new HashMap<>();

  /** The service of this name; {@link Service#NONE} for the empty name and beyond the maximum. */
  public synchronized Service of(String name) {
    if (name.isEmpty() || (services.size() == MAX && !services.containsKey(name))) {
      return Service.NONE;
    }
    return services.computeIfAbsent(name, added -> new Service(services.size() + 1, added));
  }
}
