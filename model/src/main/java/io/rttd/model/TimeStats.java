package io.rttd.model;

/**
 * Count, extremes and sum of a set of times in ns, as exact as {@link RttStats}. One thread at a
 * time; allocates nothing.
 */
public final class TimeStats extends TimeTotals {
  /** Adds a time, not negative. */
  public void record(long ns) {
    addTime(ns);
  }

  /** Adds all times of another set. */
  public void add(TimeStats other) {
    addTimes(other);
  }
}
