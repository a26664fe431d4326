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
   * @param bySource whether it is about what the segment's source sends; else its destination
   * @param counter what
   * @param amount how much to add
   */
  void onCount(Segment segment, boolean bySource, PairCounter counter, long amount);
}
