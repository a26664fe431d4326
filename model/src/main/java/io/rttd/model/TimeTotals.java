package io.rttd.model;

/**
 * Count, extremes and sum of a set of times in ns.
 *
 * <p>The sum is a double: exact up to 2^53 ns, which is 104 days, and beyond that without the
 * overflow that a long would see in a total since the start. One thread at a time; allocates
 * nothing.
 */
abstract class TimeTotals {
  private long count;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private double sumNs;

  /** Adds a time, not negative. */
  final void addTime(long ns) {
    count++;
    sumNs += ns;
    minNs = Math.min(minNs, ns);
    maxNs = Math.max(maxNs, ns);
  }

  /** Adds all times of another set. */
  final void addTimes(TimeTotals other) {
    count += other.count;
    sumNs += other.sumNs;
    minNs = Math.min(minNs, other.minNs);
    maxNs = Math.max(maxNs, other.maxNs);
  }

  /** Empties the set. */
  public void clear() {
    count = 0;
    minNs = Long.MAX_VALUE;
    maxNs = 0;
    sumNs = 0;
  }

  /** Number of times. */
  public final long count() {
    return count;
  }

  /** Smallest time; {@link Long#MAX_VALUE} without one. */
  public final long minNs() {
    return minNs;
  }

  /** Largest time; 0 without one. */
  public final long maxNs() {
    return maxNs;
  }

  /** Sum of all times. */
  public final double sumNs() {
    return sumNs;
  }

  /** Mean of the times, or NaN without one. */
  public final double meanNs() {
    return sumNs / count;
  }
}
