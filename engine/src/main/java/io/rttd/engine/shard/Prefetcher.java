package io.rttd.engine.shard;

import com.lmax.disruptor.DataProvider;
import io.rttd.engine.flow.FlowTable;
import io.rttd.engine.flow.LookupBatch;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.rtt.RttMatcher;
import io.rttd.model.Segment;

/**
 * Prefetches what the next segments will need.
 *
 * <p>With many flows, nearly every segment misses a few cache lines: its index entry, its record,
 * its oldest outstanding segment. Instead of waiting for each in turn, a batch reads all entries,
 * then all records, then all segments, so that the misses overlap. No result depends on it: a flow
 * that was found is verified when the segment is handled.
 */
final class Prefetcher {
  /** Segments per batch: their cache lines easily fit into the L1 cache. */
  static final int SEGMENTS = 32;

  /**
   * With fewer flows than this, everything fits into the L2 cache, and prefetching costs more than
   * it gains.
   */
  private static final int MANY_FLOWS = 8192;

  private final FlowTable flows;
  private final RttMatcher matcher;
  private final LookupBatch batch = new LookupBatch(SEGMENTS);
  private final HalfFlow half = new HalfFlow();
  private long touched;

  Prefetcher(FlowTable flows, RttMatcher matcher) {
    this.flows = flows;
    this.matcher = matcher;
  }

  /** Whether there are enough flows for prefetching to pay. */
  boolean pays() {
    return flows.size() >= MANY_FLOWS;
  }

  /**
   * Prefetches for some segments.
   *
   * @param slots the ring, or a part of one, that holds them
   * @param first sequence of the first of them
   * @param count how many, at most {@link #SEGMENTS}
   */
  void at(DataProvider<Segment> slots, long first, int count) {
    batch.clear();
    for (int i = 0; i < count; i++) {
      Segment segment = slots.get(first + i);
      batch.add(segment.kind == Segment.KIND_SEGMENT ? flows.hash(segment) : 0);
    }
    long sum = flows.prefetch(batch);
    for (int i = 0; i < count; i++) {
      int flow = batch.flow(i);
      if (flow != FlowTable.NIL) {
        sum += matcher.touch(flows.wrapHalf(flow, true, half));
        sum += matcher.touch(flows.wrapHalf(flow, false, half));
      }
    }
    touched += sum;
  }

  /** The hash of a prefetched segment. */
  long hash(int number) {
    return batch.hash(number);
  }

  /** The flow of a prefetched segment, unverified, or {@link FlowTable#NIL}. */
  int flow(int number) {
    return batch.flow(number);
  }

  /** A meaningless number that keeps the JIT from removing the reads. */
  long touched() {
    return touched;
  }
}
