package io.rttd.compare;

/**
 * What became of one measure of one pair, service or capture.
 *
 * @param interval figures before and after; without a meaningful interval and p-value unless {@code
 *     evidence} is {@link Evidence#ENOUGH}
 * @param isSignificant whether a difference is claimed, all tests considered
 */
public record Difference(
    Measure measure, Evidence evidence, Interval interval, boolean isSignificant) {

  /** Whether there is enough to say anything. */
  public enum Evidence {
    /** There is. */
    ENOUGH("enough"),
    /** One of the captures has no sample. */
    ABSENT("no samples"),
    /** Nothing was sent again in either capture: no chance is known to compare with. */
    NONE_SEEN("none seen"),
    /** Fewer than {@link Comparison#LEAST_CONNECTIONS} in one of the captures. */
    FEW_CONNECTIONS("too few connections"),
    /** A few connections have most of the samples. */
    UNEVEN("a few dominate"),
    /** Too few connections have a sample beyond the percentile, or a retransmission. */
    THIN_TAIL("too few beyond it");

    private final String text;

    Evidence(String text) {
      this.text = text;
    }

    /** In words. */
    String text() {
      return text;
    }
  }

  /** The difference as a share of the figure before; NaN where that is 0. */
  double relative() {
    return interval.before() == 0 ? Double.NaN : interval.difference() / interval.before();
  }

  Difference claimed(boolean significant) {
    return new Difference(measure, evidence, interval, significant);
  }
}
