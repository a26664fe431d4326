package io.rttd.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is compared with its counterpart in the other capture. */
public enum Grouping {
  /** Who sent the data, and who acknowledged it. */
  PAIR,
  /** A named service, or a server's port, each direction on its own. */
  SERVICE,
  /** Everything, each direction on its own. */
  ALL;

  private static final double MOST = 0.5;

  /**
   * The finest under which most samples of each capture are in groups that have enough connections
   * in both.
   */
  static Grouping finest(List<ConnectionFigures> before, List<ConnectionFigures> after) {
    for (Grouping each : List.of(PAIR, SERVICE)) {
      if (each.covers(before, after) && each.covers(after, before)) {
        return each;
      }
    }
    return ALL;
  }

  private boolean covers(List<ConnectionFigures> figures, List<ConnectionFigures> others) {
    Map<String, Integer> own = connections(figures);
    Map<String, Integer> other = connections(others);
    long all = 0;
    long covered = 0;
    for (ConnectionFigures each : figures) {
      long samples = each.rtt().total();
      all += samples;
      String name = nameOf(each);
      if (Math.min(own.getOrDefault(name, 0), other.getOrDefault(name, 0))
          >= Comparison.LEAST_CONNECTIONS) {
        covered += samples;
      }
    }
    return covered > MOST * all;
  }

  private Map<String, Integer> connections(List<ConnectionFigures> figures) {
    Map<String, Integer> counts = new HashMap<>();
    figures.stream()
        .filter(each -> each.rtt().total() > 0)
        .forEach(each -> counts.merge(nameOf(each), 1, Integer::sum));
    return counts;
  }

  /** The group that these figures belong to. */
  String nameOf(ConnectionFigures figures) {
    return switch (this) {
      case PAIR -> figures.src() + " -> " + figures.dst();
      case SERVICE -> (figures.toServer() ? "to " : "from ") + serviceName(figures.service());
      case ALL -> figures.toServer() ? "to servers" : "to clients";
    };
  }

  private static String serviceName(String service) {
    if (service.isEmpty()) {
      return "unknown servers";
    }
    return Character.isDigit(service.charAt(0)) ? "port " + service : service;
  }

  /** What a group is called. */
  String noun() {
    return this == ALL ? "direction" : toString();
  }

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
