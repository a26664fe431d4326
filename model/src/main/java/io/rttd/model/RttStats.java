package io.rttd.model;

/**
 * Count, extremes, sum, last value, jitter and handshakes of a set of RTT samples: one pair's in
 * one interval, or any sum of such sets. Histograms are kept elsewhere. All times are nanoseconds.
 *
 * <p>Sums are doubles: exact up to 2^53 ns, which is 104 days of RTT, and beyond that without the
 * overflow that a long would see in a total since the start. One thread at a time; allocates
 * nothing.
 */
public final class RttStats extends TimeTotals {
  /** {@code previousRttNs} of a flow's first sample. */
  public static final long NO_PREVIOUS = -1;

  private long lastNs;
  private long lastTimeNs = Long.MIN_VALUE;
  private double jitterSumNs;
  private long jitterCount;
  private double handshakeSumNs;
  private long handshakeCount;

  /**
   * Adds a sample.
   *
   * @param timeNs when the ACK passed, ns since the epoch
   * @param rttNs the RTT, not negative
   * @param previousRttNs the same flow's sample before this one, or {@link #NO_PREVIOUS}
   * @param kind what was timed
   */
  public void record(long timeNs, long rttNs, long previousRttNs, SegmentKind kind) {
    addTime(rttNs);
    takeLast(timeNs, rttNs);
    if (previousRttNs != NO_PREVIOUS) {
      jitterSumNs += Math.abs(rttNs - previousRttNs);
      jitterCount++;
    }
    if (kind == SegmentKind.SYN) {
      handshakeSumNs += rttNs;
      handshakeCount++;
    }
  }

  /** Adds all samples of another set. */
  public void add(RttStats other) {
    addTimes(other);
    if (other.count() > 0) {
      takeLast(other.lastTimeNs, other.lastNs);
    }
    jitterSumNs += other.jitterSumNs;
    jitterCount += other.jitterCount;
    handshakeSumNs += other.handshakeSumNs;
    handshakeCount += other.handshakeCount;
  }

  private void takeLast(long timeNs, long rttNs) {
    if (timeNs >= lastTimeNs) {
      lastTimeNs = timeNs;
      lastNs = rttNs;
    }
  }

  @Override
  public void clear() {
    super.clear();
    lastNs = 0;
    lastTimeNs = Long.MIN_VALUE;
    jitterSumNs = 0;
    jitterCount = 0;
    handshakeSumNs = 0;
    handshakeCount = 0;
  }

  /** The sample whose ACK passed last; 0 without one. */
  public long lastNs() {
    return lastNs;
  }

  /** Mean of |rtt(i) - rtt(i-1)| within flows, or NaN when no flow had two samples. */
  public double jitterNs() {
    return jitterSumNs / jitterCount;
  }

  /** Sum of the differences whose mean is {@link #jitterNs()}. */
  public double jitterSumNs() {
    return jitterSumNs;
  }

  /** Number of the differences whose mean is {@link #jitterNs()}. */
  public long jitterCount() {
    return jitterCount;
  }

  /** Mean of the samples whose timed segment was a SYN, or NaN without one. */
  public double handshakeNs() {
    return handshakeSumNs / handshakeCount;
  }

  /** Sum of the samples whose timed segment was a SYN. */
  public double handshakeSumNs() {
    return handshakeSumNs;
  }

  /** Number of the samples whose timed segment was a SYN. */
  public long handshakeCount() {
    return handshakeCount;
  }
}
