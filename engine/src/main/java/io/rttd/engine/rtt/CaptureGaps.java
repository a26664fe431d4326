package io.rttd.engine.rtt;

/**
 * When the capture resumed after skipping packets. A time that spans such a moment is not a
 * round-trip time: the packet that really ended it may have been skipped.
 *
 * <p>Only the latest two moments count. They are at least seconds apart, and anything still
 * outstanding at an older one has been judged by then or exceeds {@code max_rtt}, unless the
 * capture lags by that much. One thread.
 */
final class CaptureGaps {
  private long latestNs = Long.MIN_VALUE;
  private long earlierNs = Long.MIN_VALUE;

  /** Records that the capture resumed at this time. */
  void add(long timeNs) {
    earlierNs = latestNs;
    latestNs = timeNs;
  }

  /** Whether the capture resumed between these two times. */
  boolean isBetween(long startNs, long endNs) {
    return (startNs < latestNs && latestNs <= endNs) || (startNs < earlierNs && earlierNs <= endNs);
  }
}
