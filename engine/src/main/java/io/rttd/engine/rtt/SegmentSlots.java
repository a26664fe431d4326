package io.rttd.engine.rtt;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.TcpFlags;
import org.agrona.UnsafeApi;

/**
 * The slots of outstanding segments and retransmissions, off-heap: their fields and layout. Which
 * slots belong together, and which flows may have one, is decided by {@link OutstandingSegments}.
 */
final class SegmentSlots {
  static final int CUT = 1;
  static final int SACKED = 1 << 1;
  static final int RESENT = 1 << 2;
  static final int SYN = 1 << 3;
  static final int FIN = 1 << 4;
  static final int HAS_TS_VAL = 1 << 5;

  /** A retransmission of the slot could not be stored: its timestamp is unknown. */
  static final int RESEND_FORGOTTEN = 1 << 6;

  /** A keep-alive, which is not part of the data. */
  static final int PROBE = 1 << 7;

  /** Captured after an ACK of a part of it, so partly acknowledged from the start. */
  static final int LATE = 1 << 8;

  /** Slot size in bytes. */
  static final int SLOT_BYTES = 48;

  private static final int START_OFFSET = 0;
  private static final int END_OFFSET = 4;
  private static final int TIME_OFFSET = 8;
  private static final int FRAME_OFFSET = 16;
  private static final int ORDER_OFFSET = 24;
  private static final int TS_VAL_OFFSET = 28;
  private static final int NEXT_OFFSET = 32;
  private static final int OWN_START_OFFSET = 36;
  private static final int FLAGS_OFFSET = 40;
  private static final int RESENDS_OFFSET = 44;

  private final Slab slab;

  SegmentSlots(int maxSlots, MemoryBudget.Share memory) {
    slab = new Slab(SLOT_BYTES, 0, maxSlots, memory);
  }

  /** As {@link Slab#allocate()}. */
  int allocate() {
    return slab.allocate();
  }

  /** As {@link Slab#allocateLeaving}. */
  int allocateLeaving(int eighths) {
    return slab.allocateLeaving(eighths);
  }

  void free(int slot) {
    slab.free(slot);
  }

  /**
   * Writes a segment into a slot; the slot's list links stay unset.
   *
   * @param start where the part of the segment begins that the slot is for
   */
  void fill(int slot, Segment segment, int start, int end, int order) {
    long address = slab.address(slot);
    UnsafeApi.putInt(address + START_OFFSET, start);
    UnsafeApi.putInt(address + OWN_START_OFFSET, start);
    UnsafeApi.putInt(address + END_OFFSET, end);
    UnsafeApi.putLong(address + TIME_OFFSET, segment.timeNs);
    UnsafeApi.putLong(address + FRAME_OFFSET, segment.frame);
    UnsafeApi.putInt(address + ORDER_OFFSET, order);
    UnsafeApi.putInt(address + TS_VAL_OFFSET, segment.tsVal);
    UnsafeApi.putInt(address + RESENDS_OFFSET, Slab.NIL);
    int flags = segment.hasTimestamps ? HAS_TS_VAL : 0;
    if (segment.has(TcpFlags.SYN)) {
      flags |= SYN;
    }
    if (segment.has(TcpFlags.FIN)) {
      flags |= FIN;
    }
    UnsafeApi.putInt(address + FLAGS_OFFSET, flags);
  }

  /** First sequence number that the slot stands for, including thinned segments. */
  int start(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + START_OFFSET);
  }

  void setStart(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + START_OFFSET, value);
  }

  /** First sequence number of the timed segment itself. */
  int ownStart(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + OWN_START_OFFSET);
  }

  int end(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + END_OFFSET);
  }

  long timeNs(int slot) {
    return UnsafeApi.getLong(slab.address(slot) + TIME_OFFSET);
  }

  long frame(int slot) {
    return UnsafeApi.getLong(slab.address(slot) + FRAME_OFFSET);
  }

  /** When it was sent last, compared with the half flow's other transmissions. */
  int order(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + ORDER_OFFSET);
  }

  /** The later of two transmissions, by their order. */
  static int later(int order, int otherOrder) {
    return otherOrder - order > 0 ? otherOrder : order;
  }

  void setOrder(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + ORDER_OFFSET, value);
  }

  /** Removes the SYN from a SYN with data, leaving the data. */
  void removeSyn(int slot) {
    long address = slab.address(slot);
    UnsafeApi.putInt(address + START_OFFSET, UnsafeApi.getInt(address + START_OFFSET) + 1);
    UnsafeApi.putInt(address + OWN_START_OFFSET, UnsafeApi.getInt(address + OWN_START_OFFSET) + 1);
    UnsafeApi.putInt(address + FLAGS_OFFSET, UnsafeApi.getInt(address + FLAGS_OFFSET) & ~SYN);
  }

  int tsVal(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + TS_VAL_OFFSET);
  }

  int next(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + NEXT_OFFSET);
  }

  void setNext(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + NEXT_OFFSET, value);
  }

  /** First of the retransmissions that touched the slot, each a slot of its own, or NIL. */
  int resends(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + RESENDS_OFFSET);
  }

  void setResends(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + RESENDS_OFFSET, value);
  }

  int flags(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + FLAGS_OFFSET);
  }

  void addFlags(int slot, int flags) {
    long address = slab.address(slot) + FLAGS_OFFSET;
    UnsafeApi.putInt(address, UnsafeApi.getInt(address) | flags);
  }

  /** Whether the slot's data was sent once, and nothing else has happened to it. */
  boolean isUsual(int slot) {
    return (flags(slot) & ~HAS_TS_VAL) == 0;
  }

  SegmentKind kind(int slot) {
    int flags = flags(slot);
    if ((flags & SYN) != 0) {
      return SegmentKind.SYN;
    }
    if ((flags & PROBE) != 0) {
      return SegmentKind.PROBE;
    }
    return (flags & FIN) != 0 ? SegmentKind.FIN : SegmentKind.DATA;
  }

  /** Bytes allocated. */
  long bytes() {
    return slab.bytes();
  }

  /** Slots in use by all flows. */
  int used() {
    return slab.used();
  }
}
