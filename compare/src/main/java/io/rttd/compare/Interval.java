package io.rttd.compare;

/**
 * A figure in two captures.
 *
 * @param before in the first
 * @param after in the second
 * @param low lower end of the difference's 95 % interval
 * @param high its upper end
 * @param p probability of a difference as large as this, or larger, if there were none but a
 *     negligible one
 */
public record Interval(double before, double after, double low, double high, double p) {
  double difference() {
    return after - before;
  }

  /** The same, never narrower than the resolution of the figures. */
  Interval withResolution(double resolution) {
    double least = difference() - resolution;
    double most = difference() + resolution;
    return new Interval(before, after, Math.min(low, least), Math.max(high, most), p);
  }
}
