package io.rttd.model;

/**
 * What a capture counted: since its start where a reporter asks for it, within one interval where a
 * report bears it.
 *
 * @param counts each counter
 * @param samplingRate what is measured of all there is, 0 to 1: no counter, but the mean since the
 *     previous reading
 */
public record CaptureReading(CaptureCounts counts, double samplingRate) {
  /** Nothing was captured. */
  public static final CaptureReading NONE = new CaptureReading(CaptureCounts.NONE, 1);

  /** One counter's value. */
  public long get(CaptureCounter counter) {
    return counts.get(counter);
  }

  /** What came since an earlier reading of the same counters. */
  public CaptureReading minus(CaptureReading earlier) {
    return new CaptureReading(counts.minus(earlier.counts), samplingRate);
  }
}
