package io.rttd.engine.snapshot;

import io.rttd.model.PairCounter;
import java.util.Arrays;

/** A count for each {@link PairCounter}. One thread at a time. */
public final class PairCounts {
  private static final int COUNTERS = PairCounter.values().length;

  /** Bytes that an instance takes on the heap. */
  static final int BYTES = 32 + COUNTERS * Long.BYTES;

  private final long[] values = new long[COUNTERS];

  /** Adds to one count. */
  public void add(PairCounter counter, long amount) {
    values[counter.ordinal()] += amount;
  }

  /** Adds another instance's counts. */
  public void add(PairCounts other) {
    for (int i = 0; i < COUNTERS; i++) {
      values[i] += other.values[i];
    }
  }

  /** One count. */
  public long get(PairCounter counter) {
    return values[counter.ordinal()];
  }

  /** Sets each count to 0. */
  void clear() {
    Arrays.fill(values, 0);
  }
}
