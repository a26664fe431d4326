package io.rttd.model;

/**
 * Count, extremes and sum of a set of times in ns, as exact as {@link RttStats}. One thread
 * at a time; allocates nothing.
 */
public final class TimeStats {
  private long count;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private double sumNs;

  /** Adds a time, not negative. */
  public void record(long ns) {
    count++;
    minNs = Math.min(minNs, ns);
    maxNs = Math.max(maxNs, ns);
    sumNs += ns;
  }

  /** Adds all times of another set. */
  public void add(TimeStats other) {
    count += other.count;
    minNs = Math.min(minNs, other.minNs);
    maxNs = Math.max(maxNs, other.maxNs);
    sumNs += other.sumNs;
  }

  /** Empties the set. */
  public void clear() {
    count = 0;
    minNs = Long.MAX_VALUE;
    maxNs = 0;
    sumNs = 0;
  }

  /** Number of times. */
  public long count() {
    return count;
  }

  /** Smallest time; {@link Long#MAX_VALUE} without one. */
  public long minNs() {
    return minNs;
  }

  /** Largest time; 0 without one. */
  public long maxNs() {
    return maxNs;
  }

  /** Sum of all times. */
  public double sumNs() {
    return sumNs;
  }

  /** Mean of the times, or NaN without one. */
  public double meanNs() {
    return sumNs / count;
  }
}
