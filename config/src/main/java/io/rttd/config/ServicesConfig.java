package io.rttd.config;

import java.util.List;

/**
 * What server ports are called.
 *
 * @param auto whether ports on which this host listens are named after the unit or container that
 *     listens
 * @param ports names of ports, on any host; each port is in at most one range
 */
public record ServicesConfig(boolean auto, List<PortRange> ports) {
  /** No port has a name. */
  public static final ServicesConfig NONE = new ServicesConfig(false, List.of());

  /** Copies the list. */
  public ServicesConfig {
    ports = List.copyOf(ports);
  }

  /**
   * Ports of one service.
   *
   * @param first the lowest, 1 to 65535
   * @param last the highest, at least {@code first}
   * @param name of the service
   */
  public record PortRange(int first, int last, String name) {
    boolean overlaps(PortRange other) {
      return first <= other.last && other.first <= last;
    }

    /** As written in the configuration. */
    String text() {
      return first == last ? Integer.toString(first) : first + "-" + last;
    }
  }
}
