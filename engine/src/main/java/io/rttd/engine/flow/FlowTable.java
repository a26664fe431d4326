package io.rttd.engine.flow;

import io.rttd.engine.memory.Slab;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.segment.Segment;
import java.util.Arrays;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The flows of one shard, under a hard cap.
 *
 * <p>A flow is a record of 192 bytes off-heap: its tuple and two {@link HalfFlow}s. An index maps
 * the tuple's 64-bit seeded hash to the record, and the tuple is verified. What the sweep reads of
 * a flow, when it was last seen and how far it got, stands apart in dense arrays, so that looking
 * over many idle flows does not touch their records.
 *
 * <p>At the cap a new flow takes the place of an old one. A hand moves over the table, and the
 * first half-open or finished flow within {@value #LOOK_AHEAD} steps goes; if there is none, the
 * idlest of {@value #CANDIDATES} flows spread over the table. That is close to the idlest of all,
 * at a fixed cost, and keeps established flows through a flood of new ones.
 */
public final class FlowTable {
  /** No such flow. */
  public static final int NIL = Slab.NIL;

  /** Bytes of the budget that a flow takes: its record, its index entry and its sweep entries. */
  public static final int BYTES_PER_FLOW = 192 + 40 + 5;

  private static final int LOOK_AHEAD = 1024;
  private static final int CANDIDATES = 32;
  private static final int CANDIDATE_STRIDE = 611_953;

  private static final int RECORD_BYTES = 192;
  private static final int A_HI_OFFSET = 0;
  private static final int A_LO_OFFSET = 8;
  private static final int B_HI_OFFSET = 16;
  private static final int B_LO_OFFSET = 24;
  private static final int A_PORT_OFFSET = 32;
  private static final int B_PORT_OFFSET = 36;
  private static final int HASH_OFFSET = 40;
  private static final int A_HALF_OFFSET = 64;
  private static final int B_HALF_OFFSET = 128;

  private static final byte FREE = 0;
  private static final byte HALF_OPEN = 1;
  private static final byte OPEN = 2;
  private static final byte FINISHED = 3;

  private static final float LOAD_FACTOR = 0.6f;
  private static final int INITIAL_FLOWS = 4096;
  private static final long NS_PER_SECOND = 1_000_000_000L;

  private final Slab slab;
  private final Long2LongHashMap index;
  private final TupleHash tupleHash;
  private final long idleTtlSeconds;
  private final long finishedTtlSeconds;
  private final FlowRemovalHandler removals;
  private final int maxFlows;
  private final HalfFlow half = new HalfFlow();
  private byte[] states = new byte[INITIAL_FLOWS];
  private int[] lastSeenSeconds = new int[INITIAL_FLOWS];
  private int hand;
  private int sweepHand;
  private long evicted;

  /**
   * An empty table.
   *
   * @param maxFlows never more flows than this
   * @param idleTtlNs silence after which a flow is dropped
   * @param finishedTtlNs silence after which a finished flow is dropped
   * @param tupleHash where flows are looked up
   * @param removals hears of each flow before it is dropped
   */
  public FlowTable(
      int maxFlows,
      long idleTtlNs,
      long finishedTtlNs,
      TupleHash tupleHash,
      FlowRemovalHandler removals) {
    this.slab = new Slab(RECORD_BYTES, maxFlows);
    this.index = new Long2LongHashMap(INITIAL_FLOWS, LOAD_FACTOR, NIL);
    this.maxFlows = maxFlows;
    this.tupleHash = tupleHash;
    this.idleTtlSeconds = idleTtlNs / NS_PER_SECOND;
    this.finishedTtlSeconds = finishedTtlNs / NS_PER_SECOND;
    this.removals = removals;
  }

  /**
   * The flow that a segment belongs to, made anew if there is none.
   *
   * @param segment any segment; its time says when the flow was last seen
   */
  public int findOrAdd(Segment segment) {
    long hash =
        tupleHash.ofFlow(
            segment.srcHi,
            segment.srcLo,
            segment.srcPort,
            segment.dstHi,
            segment.dstLo,
            segment.dstPort);
    int flow = (int) index.get(hash);
    if (flow != NIL && !isOf(flow, segment)) {
      evict(flow);
      flow = NIL;
    }
    if (flow == NIL) {
      flow = add(segment, hash);
    }
    lastSeenSeconds[flow] = (int) (segment.timeNs / NS_PER_SECOND);
    return flow;
  }

  /** Whether the segment goes from the flow's first end to its second. */
  public boolean isForward(int flow, Segment segment) {
    UnsafeBuffer buffer = slab.buffer(flow);
    int offset = slab.offset(flow);
    return buffer.getInt(offset + A_PORT_OFFSET) == segment.srcPort
        && buffer.getLong(offset + A_LO_OFFSET) == segment.srcLo
        && buffer.getLong(offset + A_HI_OFFSET) == segment.srcHi;
  }

  /** Lays a flyweight over the state of the flow's first end, or of its second. */
  public HalfFlow wrapHalf(int flow, boolean first, HalfFlow flyweight) {
    return flyweight.wrap(
        slab.buffer(flow), slab.offset(flow) + (first ? A_HALF_OFFSET : B_HALF_OFFSET));
  }

  /** Notes how far the flow got, after a segment of it was handled. */
  public void updateState(int flow, HalfFlow oneEnd, HalfFlow otherEnd) {
    byte state = HALF_OPEN;
    if (oneEnd.hasReset() || otherEnd.hasReset()) {
      state = FINISHED;
    } else if (oneEnd.hasFinished() && otherEnd.hasFinished()) {
      state = FINISHED;
    } else if (oneEnd.hasSent() && otherEnd.hasSent()) {
      state = OPEN;
    }
    if (states[flow] != state) {
      states[flow] = state;
    }
  }

  /**
   * Drops flows that were silent for too long, looking at an eighth of the table.
   *
   * @param nowNs the time, ns since the epoch
   */
  public void sweep(long nowNs) {
    int end = slab.highWater();
    int steps = Math.min(end, Math.max(INITIAL_FLOWS, end / 8));
    int now = (int) (nowNs / NS_PER_SECOND);
    for (int i = 0; i < steps; i++) {
      if (sweepHand >= end) {
        sweepHand = 0;
      }
      int flow = sweepHand++;
      byte state = states[flow];
      if (state != FREE
          && now - lastSeenSeconds[flow]
              > (state == FINISHED ? finishedTtlSeconds : idleTtlSeconds)) {
        remove(flow);
      }
    }
  }

  /** Flows held now. */
  public int size() {
    return slab.used();
  }

  /** Flows dropped so far because memory was short, or their hash was taken. */
  public long evicted() {
    return evicted;
  }

  /** Bytes taken from the system: records, index and sweep entries. */
  public long bytes() {
    return slab.bytes() + index.capacity() * 16L + states.length * 5L;
  }

  private boolean isOf(int flow, Segment segment) {
    UnsafeBuffer buffer = slab.buffer(flow);
    int offset = slab.offset(flow);
    boolean forward = isForward(flow, segment);
    long farHi = forward ? segment.dstHi : segment.srcHi;
    long farLo = forward ? segment.dstLo : segment.srcLo;
    int farPort = forward ? segment.dstPort : segment.srcPort;
    return buffer.getInt(offset + B_PORT_OFFSET) == farPort
        && buffer.getLong(offset + B_LO_OFFSET) == farLo
        && buffer.getLong(offset + B_HI_OFFSET) == farHi
        && (forward
            || (buffer.getInt(offset + A_PORT_OFFSET) == segment.dstPort
                && buffer.getLong(offset + A_LO_OFFSET) == segment.dstLo
                && buffer.getLong(offset + A_HI_OFFSET) == segment.dstHi));
  }

  private int add(Segment segment, long hash) {
    if (slab.isFull()) {
      evict(victim());
    }
    int flow = slab.allocate();
    UnsafeBuffer buffer = slab.buffer(flow);
    int offset = slab.offset(flow);
    buffer.putLong(offset + A_HI_OFFSET, segment.srcHi);
    buffer.putLong(offset + A_LO_OFFSET, segment.srcLo);
    buffer.putLong(offset + B_HI_OFFSET, segment.dstHi);
    buffer.putLong(offset + B_LO_OFFSET, segment.dstLo);
    buffer.putInt(offset + A_PORT_OFFSET, segment.srcPort);
    buffer.putInt(offset + B_PORT_OFFSET, segment.dstPort);
    buffer.putLong(offset + HASH_OFFSET, hash);
    half.wrap(buffer, offset + A_HALF_OFFSET).initialise();
    half.wrap(buffer, offset + B_HALF_OFFSET).initialise();
    index.put(hash, flow);
    if (flow >= states.length) {
      int capacity = Math.min(maxFlows, states.length * 2);
      states = Arrays.copyOf(states, capacity);
      lastSeenSeconds = Arrays.copyOf(lastSeenSeconds, capacity);
    }
    states[flow] = HALF_OPEN;
    return flow;
  }

  /** Only called when all records up to the cap are in use. */
  private int victim() {
    for (int i = 0; i < Math.min(LOOK_AHEAD, maxFlows); i++) {
      hand = hand + 1 < maxFlows ? hand + 1 : 0;
      if (states[hand] != OPEN) {
        return hand;
      }
    }
    int idlest = hand;
    for (int i = 1; i < CANDIDATES; i++) {
      int flow = (int) ((hand + (long) i * CANDIDATE_STRIDE) % maxFlows);
      if (lastSeenSeconds[flow] - lastSeenSeconds[idlest] < 0) {
        idlest = flow;
      }
    }
    return idlest;
  }

  private void evict(int flow) {
    evicted++;
    remove(flow);
  }

  private void remove(int flow) {
    removals.onRemoval(wrapHalf(flow, true, half));
    removals.onRemoval(wrapHalf(flow, false, half));
    index.remove(slab.buffer(flow).getLong(slab.offset(flow) + HASH_OFFSET));
    states[flow] = FREE;
    slab.free(flow);
  }
}
