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
    long notTcp) {
  /** Nothing was captured. */
  public static final CaptureReading NONE = new CaptureReading(0, 0, 0, 0, 0, 0, 0, 0, 0);

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
        notTcp - earlier.notTcp);
  }
}
