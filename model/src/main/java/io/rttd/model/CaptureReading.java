package io.rttd.model;

/**
 * A capture's counts: since its start as the reporter reads them, of one interval in a report.
 *
 * @param counts each counter
 * @param samplingRate measured share of the traffic, 0 to 1: the mean since the previous reading,
 *     not a counter
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
