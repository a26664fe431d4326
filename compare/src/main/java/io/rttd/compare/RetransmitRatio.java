package io.rttd.compare;

import java.util.List;

/** Retransmits per segment sent for the first time, of all connections together. */
final class RetransmitRatio implements Resampled {
  private final List<ConnectionFigures> connections;

  /** The ratio over connections that sent data. */
  RetransmitRatio(List<ConnectionFigures> connections) {
    this.connections = connections;
  }

  @Override
  public int size() {
    return connections.size();
  }

  @Override
  public double effectiveSize(int figure) {
    return effectiveSize() / Bootstrap.blockLength(connections.size());
  }

  /** How many connections of equal size would tell as much. */
  double effectiveSize() {
    return Percentiles.effectiveSize(
        connections.stream().mapToDouble(ConnectionFigures::segments).toArray());
  }

  @Override
  public void figures(int[] weights, double[] figures) {
    double segments = 0;
    double retransmits = 0;
    for (int i = 0; i < weights.length; i++) {
      segments += (double) weights[i] * connections.get(i).segments();
      retransmits += (double) weights[i] * connections.get(i).retransmits();
    }
    figures[0] = retransmits / segments;
  }

  /** Number of connections that sent anything again. */
  int connectionsWithRetransmits() {
    return (int) connections.stream().filter(each -> each.retransmits() > 0).count();
  }
}
