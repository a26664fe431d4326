package io.rttd.engine.flow;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.segment.Segment;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * The flows' records: three cache lines each, off-heap. The first holds the tuple, the other two a
 * {@link HalfFlow} each.
 */
final class FlowRecords {
  static final int BYTES = 192;

  private static final int A_HI_OFFSET = 0;
  private static final int A_LO_OFFSET = 8;
  private static final int B_HI_OFFSET = 16;
  private static final int B_LO_OFFSET = 24;
  private static final int A_PORT_OFFSET = 32;
  private static final int B_PORT_OFFSET = 36;
  private static final int HASH_OFFSET = 40;
  private static final int A_HALF_OFFSET = 64;
  private static final int B_HALF_OFFSET = 128;

  private final Slab slab;
  private final HalfFlow half = new HalfFlow();

  FlowRecords(int besidesBytes, int maxFlows, MemoryBudget.Share memory) {
    slab = new Slab(BYTES, besidesBytes, maxFlows, memory);
  }

  /** A record for the segment's flow, in its first state, or {@link Slab#NIL}. */
  int allocate(Segment segment, long hash) {
    int flow = slab.allocate();
    if (flow == Slab.NIL) {
      return flow;
    }
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
    return flow;
  }

  void free(int flow) {
    slab.free(flow);
  }

  /** Whether the record is that of the segment's flow, in either direction. */
  boolean isOf(int flow, Segment segment) {
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

  /** Whether the segment goes from the flow's first end to its second. */
  boolean isForward(int flow, Segment segment) {
    UnsafeBuffer buffer = slab.buffer(flow);
    int offset = slab.offset(flow);
    return buffer.getInt(offset + A_PORT_OFFSET) == segment.srcPort
        && buffer.getLong(offset + A_LO_OFFSET) == segment.srcLo
        && buffer.getLong(offset + A_HI_OFFSET) == segment.srcHi;
  }

  HalfFlow wrapHalf(int flow, boolean first, HalfFlow flyweight) {
    return flyweight.wrap(
        slab.buffer(flow), slab.offset(flow) + (first ? A_HALF_OFFSET : B_HALF_OFFSET));
  }

  long hash(int flow) {
    return slab.buffer(flow).getLong(slab.offset(flow) + HASH_OFFSET);
  }

  /** Reads of each cache line of a record, so that it is there when it is needed. */
  long touch(int flow) {
    UnsafeBuffer buffer = slab.buffer(flow);
    int offset = slab.offset(flow);
    return buffer.getLong(offset)
        + buffer.getLong(offset + A_HALF_OFFSET)
        + buffer.getLong(offset + B_HALF_OFFSET);
  }

  int used() {
    return slab.used();
  }

  /** Upper bound of all records that were ever in use. */
  int highWater() {
    return slab.highWater();
  }

  /** Records that come together: a power of two. */
  int chunkRecords() {
    return slab.chunkRecords();
  }

  long bytes() {
    return slab.bytes();
  }
}
