package io.rttd.engine.pair;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.CountPages;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairKey;
import java.util.ArrayDeque;

/**
 * One shard's intervals, recycled: those handed over with a snapshot come back, so nothing is
 * allocated in steady state. Two are reserved for {@link PairKey#OTHER}, one running and one being
 * reported, with memory for every counter, so that samples without memory elsewhere can be counted
 * there.
 */
final class PairIntervals {
  private static final int INTERVALS_OF_OTHER = 2;

  private final long highestTrackableNs;
  private final MemoryBudget.Share memory;
  private final CountPages pages;
  private final ArrayDeque<PairInterval> spares = new ArrayDeque<>();
  private final ArrayDeque<PairInterval> sparesOfOther = new ArrayDeque<>();

  /**
   * Creates only the intervals of OTHER.
   *
   * @param memory budget of the intervals; must suffice for those of OTHER, see {@link
   *     #LEAST_BYTES}
   * @param pages memory for the counts of all pairs except OTHER
   */
  PairIntervals(long highestTrackableNs, MemoryBudget.Share memory, CountPages pages) {
    this.highestTrackableNs = highestTrackableNs;
    this.memory = memory;
    this.pages = pages;
    for (int i = 0; i < INTERVALS_OF_OTHER; i++) {
      sparesOfOther.add(new PairInterval(highestTrackableNs));
    }
    if (!memory.tryTake(LEAST_BYTES)) {
      throw new IllegalArgumentException("less than " + LEAST_BYTES + " bytes for pairs");
    }
  }

  /** Bytes of the intervals of OTHER, with a page for each octave. */
  static final long LEAST_BYTES = INTERVALS_OF_OTHER * PairInterval.MOST_BYTES;

  /** An empty interval for a pair, or null if there is no memory. */
  PairInterval forPair(PairKey key) {
    PairInterval interval = spares.pollFirst();
    if (interval == null) {
      if (!memory.tryTake(PairInterval.BYTES)) {
        return null;
      }
      interval = new PairInterval(highestTrackableNs, pages);
    }
    interval.reset(key);
    return interval;
  }

  /** An empty interval for OTHER. Only while {@link #hasOneForOther}. */
  PairInterval forOther() {
    PairInterval interval = sparesOfOther.removeFirst();
    interval.reset(PairKey.OTHER);
    return interval;
  }

  boolean hasOneForOther() {
    return !sparesOfOther.isEmpty();
  }

  /** Recycles the intervals of a snapshot that was read. */
  void takeBack(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      boolean ofOther = interval.key().isOther();
      interval.reset(PairKey.OTHER);
      (ofOther ? sparesOfOther : spares).addLast(interval);
    }
    snapshot.clear();
  }

  /** Bytes allocated for intervals and their counts. */
  long bytes() {
    return memory.takenBytes() + pages.bytes();
  }
}
