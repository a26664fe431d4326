package io.rttd.engine.flow;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.Segment;
import org.agrona.UnsafeApi;

/**
 * The flows' records: three cache lines each, off-heap. The first holds the tuple and rarely used
 * state of both ends, the other two a {@link HalfFlow} each.
 */
final class FlowRecords {
  static final int BYTES = 192;

  private static final int A_HI_OFFSET = 0;
  private static final int A_LO_OFFSET = 8;
  private static final int B_HI_OFFSET = 16;
  private static final int B_LO_OFFSET = 24;
  private static final int A_PORT_OFFSET = 32;
  private static final int B_PORT_OFFSET = 34;
  private static final int NEXT_OFFSET = 36;
  private static final int EXCHANGE_OFFSET = 40;
  private static final int A_CONDITION_OFFSET = 48;
  private static final int B_CONDITION_OFFSET = 56;
  private static final int A_HALF_OFFSET = 64;
  private static final int B_HALF_OFFSET = 128;

  private final Slab slab;
  private final HalfFlow half = new HalfFlow();

  FlowRecords(int besidesBytes, int maxFlows, MemoryBudget.Share memory) {
    slab = new Slab(BYTES, besidesBytes, maxFlows, memory);
  }

  /** Allocates a record for the segment's flow, in its initial state, or {@link Slab#NIL}. */
  int allocate(Segment segment) {
    int flow = slab.allocate();
    if (flow == Slab.NIL) {
      return flow;
    }
    long address = slab.address(flow);
    UnsafeApi.putLong(address + A_HI_OFFSET, segment.srcHi);
    UnsafeApi.putLong(address + A_LO_OFFSET, segment.srcLo);
    UnsafeApi.putLong(address + B_HI_OFFSET, segment.dstHi);
    UnsafeApi.putLong(address + B_LO_OFFSET, segment.dstLo);
    UnsafeApi.putShort(address + A_PORT_OFFSET, (short) segment.srcPort);
    UnsafeApi.putShort(address + B_PORT_OFFSET, (short) segment.dstPort);
    UnsafeApi.putInt(address + NEXT_OFFSET, Slab.NIL);
    UnsafeApi.putLong(address + EXCHANGE_OFFSET, 0);
    wrapHalf(flow, true, half).initialise();
    wrapHalf(flow, false, half).initialise();
    return flow;
  }

  void free(int flow) {
    slab.free(flow);
  }

  /** Whether the record belongs to the segment's flow, in either direction. */
  boolean isOf(int flow, Segment segment) {
    long address = slab.address(flow);
    boolean forward = isForward(address, segment);
    long farHi = forward ? segment.dstHi : segment.srcHi;
    long farLo = forward ? segment.dstLo : segment.srcLo;
    int farPort = forward ? segment.dstPort : segment.srcPort;
    return UnsafeApi.getShort(address + B_PORT_OFFSET) == (short) farPort
        && UnsafeApi.getLong(address + B_LO_OFFSET) == farLo
        && UnsafeApi.getLong(address + B_HI_OFFSET) == farHi
        && (forward
            || (UnsafeApi.getShort(address + A_PORT_OFFSET) == (short) segment.dstPort
                && UnsafeApi.getLong(address + A_LO_OFFSET) == segment.dstLo
                && UnsafeApi.getLong(address + A_HI_OFFSET) == segment.dstHi));
  }

  private static boolean isForward(long address, Segment segment) {
    return UnsafeApi.getShort(address + A_PORT_OFFSET) == (short) segment.srcPort
        && UnsafeApi.getLong(address + A_LO_OFFSET) == segment.srcLo
        && UnsafeApi.getLong(address + A_HI_OFFSET) == segment.srcHi;
  }

  /** As {@link FlowTable#wrapEnds}. */
  boolean wrapEnds(int flow, Segment segment, HalfFlow sender, HalfFlow receiver) {
    long address = slab.address(flow);
    boolean forward = isForward(address, segment);
    HalfFlow first = forward ? sender : receiver;
    HalfFlow second = forward ? receiver : sender;
    first.wrap(address + A_HALF_OFFSET, address + A_CONDITION_OFFSET);
    second.wrap(address + B_HALF_OFFSET, address + B_CONDITION_OFFSET);
    return forward;
  }

  HalfFlow wrapHalf(int flow, boolean first, HalfFlow flyweight) {
    long address = slab.address(flow);
    return first
        ? flyweight.wrap(address + A_HALF_OFFSET, address + A_CONDITION_OFFSET)
        : flyweight.wrap(address + B_HALF_OFFSET, address + B_CONDITION_OFFSET);
  }

  /**
   * Sets a segment's addresses and ports to those of a segment sent by the first or the second end.
   */
  void copyEnds(int flow, boolean fromFirst, Segment into) {
    long address = slab.address(flow);
    long src = address + (fromFirst ? A_HI_OFFSET : B_HI_OFFSET);
    long dst = address + (fromFirst ? B_HI_OFFSET : A_HI_OFFSET);
    into.srcHi = UnsafeApi.getLong(src);
    into.srcLo = UnsafeApi.getLong(src + Long.BYTES);
    into.dstHi = UnsafeApi.getLong(dst);
    into.dstLo = UnsafeApi.getLong(dst + Long.BYTES);
    into.srcPort = port(address + (fromFirst ? A_PORT_OFFSET : B_PORT_OFFSET));
    into.dstPort = port(address + (fromFirst ? B_PORT_OFFSET : A_PORT_OFFSET));
  }

  private static int port(long address) {
    return UnsafeApi.getShort(address) & 0xFFFF;
  }

  /** The next flow of a chain, see {@link FlowIndex}, or {@link Slab#NIL}. */
  int next(int flow) {
    return UnsafeApi.getInt(slab.address(flow) + NEXT_OFFSET);
  }

  void setNext(int flow, int next) {
    UnsafeApi.putInt(slab.address(flow) + NEXT_OFFSET, next);
  }

  /** Address of 8 bytes about both ends, see {@link io.rttd.engine.rtt.ResponseTracker}. */
  long exchangeAddress(int flow) {
    return slab.address(flow) + EXCHANGE_OFFSET;
  }

  /** Prefetches each cache line of a record. */
  long touch(int flow) {
    long address = slab.address(flow);
    return UnsafeApi.getLong(address)
        + UnsafeApi.getLong(address + A_HALF_OFFSET)
        + UnsafeApi.getLong(address + B_HALF_OFFSET);
  }

  int used() {
    return slab.used();
  }

  /** Upper bound of the record numbers ever used. */
  int highWater() {
    return slab.highWater();
  }

  /** Records per chunk: a power of two. */
  int chunkRecords() {
    return slab.chunkRecords();
  }

  long bytes() {
    return slab.bytes();
  }
}
