package io.rttd.compare;

import java.util.List;

/**
 * Retransmits per segment sent for the first time, of all connections together. Of many,
 * consecutive ones are drawn together, so that a resample costs no more.
 */
final class RetransmitRatio implements Resampled {
  private final List<ConnectionFigures> connections;
  private final double[] segments;
  private final double[] retransmits;

  /**
   * The ratio over connections that sent data.
   *
   * @param connections in the order of their beginnings
   */
  RetransmitRatio(List<ConnectionFigures> connections) {
    this.connections = connections;
    int units = Math.min(Percentiles.MOST_UNITS, connections.size());
    segments = new double[units];
    retransmits = new double[units];
    for (int unit = 0; unit < units; unit++) {
      int end = (int) ((unit + 1L) * connections.size() / units);
      for (int i = (int) ((long) unit * connections.size() / units); i < end; i++) {
        segments[unit] += connections.get(i).segments();
        retransmits[unit] += connections.get(i).retransmits();
      }
    }
  }

  @Override
  public int size() {
    return segments.length;
  }

  /** Number of connections that sent data. */
  int connections() {
    return connections.size();
  }

  @Override
  public double effectiveSize(int figure) {
    return effectiveSize() / Bootstrap.blockLength(size());
  }

  /** How many connections of equal size would tell as much. */
  double effectiveSize() {
    return Percentiles.effectiveSize(
        connections.stream().mapToDouble(ConnectionFigures::segments).toArray());
  }

  @Override
  public void figures(int[] weights, double[] figures) {
    double sent = 0;
    double again = 0;
    for (int i = 0; i < weights.length; i++) {
      sent += weights[i] * segments[i];
      again += weights[i] * retransmits[i];
    }
    figures[0] = again / sent;
  }

  /** Number of connections that sent anything again. */
  int connectionsWithRetransmits() {
    return (int) connections.stream().filter(each -> each.retransmits() > 0).count();
  }
}
