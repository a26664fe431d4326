package io.rttd.compare;

import java.util.List;

/**
 * One of the captures.
 *
 * @param file its name
 * @param connections each direction of each connection
 */
public record CaptureFigures(String file, List<ConnectionFigures> connections) {
  /** Copies the list. */
  public CaptureFigures {
    connections = List.copyOf(connections);
  }

  long samples() {
    return connections.stream().mapToLong(each -> each.rtt().total()).sum();
  }
}
