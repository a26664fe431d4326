package io.rttd.engine.shard;

import com.lmax.disruptor.DataProvider;
import io.rttd.engine.flow.FlowTable;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.rtt.RttMatcher;
import io.rttd.model.Segment;

/**
 * Brings what the next segments will need into the cache.
 *
 * <p>With many flows, nearly every segment needs a few cache lines that are not there: its entry of
 * the index, its record, its oldest outstanding segment. One after the other a shard would wait for
 * each of them. Asked for in rounds, first all entries, then all records, then all segments, they
 * come at once. Nothing is decided here: what is found may have changed by the time that the
 * segment is handled, and is looked up again.
 */
final class Prefetcher {
  /** How many segments at once: their lines fit into the first cache many times over. */
  static final int SEGMENTS = 32;

  /** Fewer flows than this fit into the second cache, and looking ahead would cost more. */
  private static final int MANY_FLOWS = 8192;

  private final FlowTable flows;
  private final RttMatcher matcher;
  private final long[] hashes = new long[SEGMENTS];
  private final int[] guesses = new int[SEGMENTS];
  private final HalfFlow half = new HalfFlow();
  private long touched;

  Prefetcher(FlowTable flows, RttMatcher matcher) {
    this.flows = flows;
    this.matcher = matcher;
  }

  /** Whether there are enough flows for it to pay. */
  boolean pays() {
    return flows.size() >= MANY_FLOWS;
  }

  /**
   * Looks at some segments.
   *
   * @param slots where they are, a ring or a part of one
   * @param first sequence of the first of them
   * @param count how many, at most {@link #SEGMENTS}
   */
  void at(DataProvider<Segment> slots, long first, int count) {
    for (int i = 0; i < count; i++) {
      Segment segment = slots.get(first + i);
      hashes[i] = segment.kind == Segment.KIND_SEGMENT ? flows.hash(segment) : 0;
    }
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += flows.touchIndex(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      guesses[i] = flows.guess(hashes[i]);
    }
    for (int i = 0; i < count; i++) {
      if (guesses[i] != FlowTable.NIL) {
        sum += flows.touch(guesses[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      if (guesses[i] != FlowTable.NIL) {
        sum += matcher.touch(flows.wrapHalf(guesses[i], true, half));
        sum += matcher.touch(flows.wrapHalf(guesses[i], false, half));
      }
    }
    touched += sum;
  }

  /** The hash of a segment that was looked at. */
  long hash(int number) {
    return hashes[number];
  }

  /** A number without a meaning, kept so that no reading is optimised away. */
  long touched() {
    return touched;
  }
}
