package io.rttd.model;

/**
 * What a capture counted: since its start when a reporter reads it, within one interval as part of
 * a report.
 *
 * @param counts each counter
 * @param samplingRate measured share of the traffic, 0 to 1: not a counter, but the mean since the
 *     previous reading
 */
public record CaptureReading(CaptureCounts counts, double samplingRate) {
  /** All zero. */
  public static final CaptureReading NONE = new CaptureReading(CaptureCounts.NONE, 1);

  /** One counter's value. */
  public long get(CaptureCounter counter) {
    return counts.get(counter);
  }

  /** The increase since an earlier reading of the same counters. */
  public CaptureReading minus(CaptureReading earlier) {
    return new CaptureReading(counts.minus(earlier.counts), samplingRate);
  }
}
