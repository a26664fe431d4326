package io.rttd.engine.rtt;

import io.rttd.model.PairCounter;
import io.rttd.model.Segment;

/** Called for each event that is counted per pair, on the shard's thread. */
@FunctionalInterface
public interface PairCountHandler {
  /**
   * Called for an event that is counted.
   *
   * @param segment has the pair's addresses; valid only during the call
   * @param bySource true if the pair's {@code src} is the segment's source, false if its
   *     destination
   * @param counter what is counted
   * @param amount what to add, events or ns
   */
  void onCount(Segment segment, boolean bySource, PairCounter counter, long amount);
}
