package io.rttd.engine.flow;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.util.function.IntConsumer;

/**
 * The flows of one shard, under a hard cap and a budget, whichever is reached first.
 *
 * <p>A flow is a record off-heap: its tuple and two {@link HalfFlow}s. An index maps the tuple's
 * 64-bit seeded hash to the record, and the tuple is verified. What the sweep reads (when a flow
 * was last seen, and its state) is in separate dense arrays, so the sweep does not touch the
 * records of idle flows. All three grow in small steps, so growth never pauses a shard for long.
 *
 * <p>At the cap, a new flow replaces the one that {@link EvictionHand} chooses.
 *
 * <p>A lookup misses the cache several times. A caller with several segments can wait once for all
 * of them: {@link #prefetch} a batch, then {@link #findOrAdd(Segment, long, int)} for each.
 */
public final class FlowTable {
  /** No such flow. */
  public static final int NIL = Slab.NIL;

  /** Bytes of a flow, charged to the budget: its record, its index entry and its age. */
  public static final int BYTES_PER_FLOW =
      FlowRecords.BYTES + FlowIndex.BYTES_PER_FLOW + FlowAges.BYTES_PER_FLOW;

  private static final int LEAST_SWEEP = 4096;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final FlowRecords records;
  private final FlowIndex index;
  private final FlowAges ages;
  private final EvictionHand eviction;
  private final TupleHash tupleHash;
  private final long idleTtlSeconds;
  private final long finishedTtlSeconds;
  private final FlowRemovalHandler removals;
  private final HalfFlow half = new HalfFlow();
  private final Segment ends = new Segment();
  private int latest = NIL;
  private int open;
  private int sweepHand;
  private int latestSeconds;
  private boolean knowsTime;
  private long evicted;

  /**
   * Creates an empty table.
   *
   * @param maxFlows maximum number of flows
   * @param memory budget, enough for at least one flow
   * @param idleTtlNs silence after which a flow is dropped
   * @param finishedTtlNs silence after which a finished flow is dropped
   * @param tupleHash hash by which flows are found
   * @param removals called for each flow before it is dropped
   */
  public FlowTable(
      int maxFlows,
      MemoryBudget.Share memory,
      long idleTtlNs,
      long finishedTtlNs,
      TupleHash tupleHash,
      FlowRemovalHandler removals) {
    int most = (int) Math.max(1, Math.min(maxFlows, memory.mostBytes() / BYTES_PER_FLOW));
    this.records = new FlowRecords(BYTES_PER_FLOW - FlowRecords.BYTES, most, memory);
    this.index = new FlowIndex(records);
    this.ages = new FlowAges(most, records.chunkRecords());
    this.eviction = new EvictionHand(ages);
    this.tupleHash = tupleHash;
    this.idleTtlSeconds = idleTtlNs / NS_PER_SECOND;
    this.finishedTtlSeconds = finishedTtlNs / NS_PER_SECOND;
    this.removals = removals;
  }

  /** Hash of a segment's flow: the same for both directions. */
  public long hash(Segment segment) {
    return segment.flowHash == 0 ? tupleHash.ofFlow(segment) : segment.flowHash;
  }

  /**
   * Looks up the flows of these segments by their hashes alone, then prefetches their records, so
   * that the cache misses overlap. The result may be outdated by the time of {@link
   * #findOrAdd(Segment, long, int)}.
   *
   * @return an arbitrary value; use it, or the JIT removes the reads
   */
  public long prefetch(LookupBatch batch) {
    int size = batch.size;
    for (int i = 0; i < size; i++) {
      batch.flows[i] = index.first(batch.hashes[i]);
    }
    if (size() == 0) {
      return 0; // no memory of any record
    }
    long sum = 0;
    for (int i = 0; i < size; i++) {
      // Record 0 stands in for a flow that is not known. With a branch instead, which is rarely
      // taken while most flows are new, the JIT would first omit these reads, and then compile
      // them as calls that are too rare to inline.
      int flow = Math.max(batch.flows[i], 0);
      sum += records.touch(flow) + ages.state(flow);
    }
    return sum;
  }

  /** As {@link #findOrAdd(Segment, long)}, but faster if the previous segment has the same flow. */
  public int findOrAdd(Segment segment) {
    if (latest == NIL || !records.isOf(latest, segment)) {
      latest = findOrAdd(segment, hash(segment));
    } else {
      ages.seen(latest, secondsOf(segment));
    }
    return latest;
  }

  /**
   * The flow that a segment belongs to, created if there is none.
   *
   * @param segment any segment; its time says when the flow was last seen
   * @param hash the segment's {@link #hash}
   */
  public int findOrAdd(Segment segment, long hash) {
    return findOrAdd(segment, hash, NIL);
  }

  /**
   * As {@link #findOrAdd(Segment, long)}, but faster if the hint is right.
   *
   * @param hint the flow that {@link #prefetch} found, which is verified, or {@link #NIL}
   */
  public int findOrAdd(Segment segment, long hash, int hint) {
    int seconds = secondsOf(segment);
    int flow = isOf(hint, segment) ? hint : index.find(hash, segment);
    if (flow == NIL) {
      return add(segment, hash, seconds);
    }
    ages.seen(flow, seconds);
    return flow;
  }

  private boolean isOf(int hint, Segment segment) {
    return hint != NIL && ages.state(hint) != FlowAges.FREE && records.isOf(hint, segment);
  }

  /** A segment without a time gets the latest known time. */
  private int secondsOf(Segment segment) {
    return segment.timeNs == Segment.NO_TIME ? latestSeconds : seconds(segment.timeNs);
  }

  private int seconds(long timeNs) {
    latestSeconds = (int) (timeNs / NS_PER_SECOND);
    if (!knowsTime) {
      knowsTime = true;
      renewAll();
    }
    return latestSeconds;
  }

  /** Flows that were added before any time was known get the first known time. */
  private void renewAll() {
    for (int flow = 0; flow < end(); flow++) {
      if (ages.state(flow) != FlowAges.FREE) {
        ages.seen(flow, latestSeconds);
      }
    }
  }

  /**
   * Wraps flyweights around the ends of a segment's flow.
   *
   * @return whether the segment goes from the flow's first end to its second
   */
  public boolean wrapEnds(int flow, Segment segment, HalfFlow sender, HalfFlow receiver) {
    return records.wrapEnds(flow, segment, sender, receiver);
  }

  /** Wraps a flyweight around the state of the flow's first or second end. */
  public HalfFlow wrapHalf(int flow, boolean first, HalfFlow flyweight) {
    return records.wrapHalf(flow, first, flyweight);
  }

  /** Address of 8 bytes about both ends of the flow; 0 when it starts. */
  public long exchangeAddress(int flow) {
    return records.exchangeAddress(flow);
  }

  /**
   * Sets a segment's addresses and ports to those of a segment sent by the flow's first or second
   * end.
   */
  public void copyEnds(int flow, boolean fromFirst, Segment into) {
    records.copyEnds(flow, fromFirst, into);
  }

  /** Whether the table holds a flow of this number. */
  public boolean isUsed(int flow) {
    return ages.state(flow) != FlowAges.FREE;
  }

  /** Calls the handler for every flow. */
  public void forEach(IntConsumer handler) {
    for (int flow = 0; flow < end(); flow++) {
      if (ages.state(flow) != FlowAges.FREE) {
        handler.accept(flow);
      }
    }
  }

  /** Updates the flow's state after one of its segments was handled. */
  public void updateState(int flow, HalfFlow oneEnd, HalfFlow otherEnd) {
    int state = FlowAges.HALF_OPEN;
    if (oneEnd.hasReset() || otherEnd.hasReset()) {
      state = FlowAges.FINISHED;
    } else if (oneEnd.hasFinished() && otherEnd.hasFinished()) {
      state = FlowAges.FINISHED;
    } else if (oneEnd.hasSent() && otherEnd.hasSent()) {
      state = FlowAges.OPEN;
    }
    int before = ages.state(flow);
    if (before != state) {
      open += isOpen(state) - isOpen(before);
      ages.setState(flow, state);
    }
  }

  private static int isOpen(int state) {
    return state == FlowAges.OPEN ? 1 : 0;
  }

  /**
   * Drops flows that were idle for too long; checks an eighth of the table per call.
   *
   * @param nowNs the time, ns since the epoch
   * @param halfOpen called for flows of which only one end was seen, before they are dropped
   */
  public void sweep(long nowNs, IntConsumer halfOpen) {
    int end = end();
    int steps = Math.min(end, Math.max(LEAST_SWEEP, end / 8));
    int now = seconds(nowNs);
    for (int i = 0; i < steps; i++) {
      if (sweepHand >= end) {
        sweepHand = 0;
      }
      int flow = sweepHand++;
      int state = ages.state(flow);
      if (state == FlowAges.HALF_OPEN) {
        halfOpen.accept(flow);
      }
      if (state != FlowAges.FREE
          && ages.silence(flow, now)
              > (state == FlowAges.FINISHED ? finishedTtlSeconds : idleTtlSeconds)) {
        remove(flow);
      }
    }
  }

  /** Upper bound of the flows' numbers. A flow without memory for its age does not exist. */
  private int end() {
    return Math.min(records.highWater(), ages.capacity());
  }

  /** Current number of flows. */
  public int size() {
    return records.used();
  }

  /** Flows evicted so far for lack of memory. */
  public long evicted() {
    return evicted;
  }

  /** Bytes allocated: records, index and ages. */
  public long bytes() {
    return records.bytes() + index.bytes() + ages.bytes();
  }

  private int add(Segment segment, long hash, int seconds) {
    int flow = records.allocate(segment);
    if (flow == NIL) {
      evict(eviction.victim(end(), open));
      flow = records.allocate(segment);
    }
    try {
      ages.start(flow, seconds);
      index.add(hash, flow);
    } catch (OutOfMemoryError e) {
      ages.remove(flow);
      records.free(flow);
      throw e;
    }
    return flow;
  }

  private long hashOf(int flow) {
    records.copyEnds(flow, true, ends);
    return tupleHash.ofFlow(ends);
  }

  private void evict(int flow) {
    evicted++;
    remove(flow);
  }

  private void remove(int flow) {
    removals.onRemoval(flow, true, wrapHalf(flow, true, half));
    removals.onRemoval(flow, false, wrapHalf(flow, false, half));
    index.remove(hashOf(flow), flow);
    open -= isOpen(ages.state(flow));
    ages.remove(flow);
    records.free(flow);
    if (flow == latest) {
      latest = NIL;
    }
  }
}
