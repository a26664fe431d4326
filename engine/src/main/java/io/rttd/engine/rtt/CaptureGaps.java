package io.rttd.engine.rtt;

/**
 * When the capture resumed after it had left packets out. A time that begins before such a moment
 * and ends after it is no round-trip time: what ended it first may have been left out.
 *
 * <p>Of more than two moments the latest two count. They are seconds apart at least, and what was
 * still outstanding at an older one has been judged by then or is beyond {@code max_rtt}, but for a
 * capture that lags behind by as much. One thread.
 */
final class CaptureGaps {
  private long latestNs = Long.MIN_VALUE;
  private long earlierNs = Long.MIN_VALUE;

  /** The capture resumed at this time. */
  void add(long timeNs) {
    earlierNs = latestNs;
    latestNs = timeNs;
  }

  /** Whether the capture resumed after the one and not after the other. */
  boolean isBetween(long startNs, long endNs) {
    return (startNs < latestNs && latestNs <= endNs) || (startNs < earlierNs && earlierNs <= endNs);
  }
}
