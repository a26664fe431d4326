package io.rttd.reporting;

/**
 * A capture's counters, as increments within one report interval.
 *
 * @param packets frames read
 * @param bytes their bytes on the wire
 * @param kernelDrops frames that the kernel dropped because nobody read them in time
 * @param kernelFreezes how often the kernel stopped because its whole ring was waiting to be read
 * @param interruptions how often the interface went away
 * @param ringStalls how often the capture thread waited for a full ring
 * @param truncated frames whose headers were cut off by the snap length
 * @param malformed frames whose headers contradict themselves
 * @param notTcp frames that are not TCP
 * @param samplingRate what is measured of all there is, 0 to 1: no counter, but the mean since the
 *     reading before
 */
public record CaptureReading(
    long packets,
    long bytes,
    long kernelDrops,
    long kernelFreezes,
    long interruptions,
    long ringStalls,
    long truncated,
    long malformed,
    long notTcp,
    double samplingRate) {
  /** Nothing was captured. */
  public static final CaptureReading NONE = new CaptureReading(0, 0, 0, 0, 0, 0, 0, 0, 0);

  /** Counters of a capture that measures everything. */
  public CaptureReading(
      long packets,
      long bytes,
      long kernelDrops,
      long kernelFreezes,
      long interruptions,
      long ringStalls,
      long truncated,
      long malformed,
      long notTcp) {
    this(
        packets,
        bytes,
        kernelDrops,
        kernelFreezes,
        interruptions,
        ringStalls,
        truncated,
        malformed,
        notTcp,
        1);
  }

  /** Of a capture file: no kernel drops its frames, and no ring is in a hurry. */
  public static CaptureReading ofFile(
      long packets, long bytes, long truncated, long malformed, long notTcp) {
    return new CaptureReading(packets, bytes, 0, 0, 0, 0, truncated, malformed, notTcp);
  }

  /** What came since an earlier reading of the same counters. */
  public CaptureReading minus(CaptureReading earlier) {
    return new CaptureReading(
        packets - earlier.packets,
        bytes - earlier.bytes,
        kernelDrops - earlier.kernelDrops,
        kernelFreezes - earlier.kernelFreezes,
        interruptions - earlier.interruptions,
        ringStalls - earlier.ringStalls,
        truncated - earlier.truncated,
        malformed - earlier.malformed,
        notTcp - earlier.notTcp,
        samplingRate);
  }
}
