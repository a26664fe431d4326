package io.rttd.compare;

/**
 * A figure in two captures.
 *
 * @param before in the first
 * @param after in the second
 * @param low lower end of the difference's 95 % interval
 * @param high its upper end
 * @param p probability of a difference as large as this, or larger, if there were none
 */
public record Interval(double before, double after, double low, double high, double p) {
  double difference() {
    return after - before;
  }

  /**
   * The same, for figures that are known only to half a bucket: the interval is never narrower than
   * that, and a difference below it is none.
   */
  Interval withResolution(double resolution) {
    double least = difference() - resolution;
    double most = difference() + resolution;
    return new Interval(
        before,
        after,
        Math.min(low, least),
        Math.max(high, most),
        Math.abs(difference()) <= resolution ? 1 : p);
  }
}
