package io.rttd.engine.rtt;

import static io.rttd.engine.segment.SequenceNumbers.atOrBefore;
import static io.rttd.engine.segment.SequenceNumbers.before;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.engine.segment.Segment;
import io.rttd.engine.segment.TcpFlags;
import org.agrona.UnsafeApi;

/**
 * The segments of all flows that were sent and not yet acknowledged.
 *
 * <p>Each half flow has a list of slots in sequence order, and each slot a chain of the
 * retransmissions that touched it. Slots of all flows come from one pool, so a few large windows
 * may use what many small flows do not.
 *
 * <p><b>Reserve.</b> Whoever never acknowledges, or sends everything again and again, must not
 * leave the others without slots. So of the pool's last quarter, none is for retransmissions or for
 * half flows that have {@value #MIN_SLOTS_TO_THIN} slots already; and of its last eighth, none for
 * half flows that never had a sample, as a flood's never have.
 *
 * <p><b>Thinning.</b> A half flow holds at most {@code maxSlotsPerFlow} slots. When they run out,
 * every second slot is merged into its successor, and from then on {@code stride} new segments
 * share one slot, the newest of them being the one that is timed. The stride doubles each time
 * slots run out and halves when three quarters are free, so the timed segments stay spread evenly
 * over the window. A slot covers the sequence space of all its segments: a retransmission anywhere
 * in it spoils it, and an ACK that ends inside it is never mistaken for one that ends at a timed
 * segment.
 */
final class OutstandingSegments {
  static final int CUT = 1;
  static final int SACKED = 1 << 1;
  static final int RESENT = 1 << 2;
  static final int SYN = 1 << 3;
  static final int FIN = 1 << 4;
  static final int HAS_TS_VAL = 1 << 5;

  /** A retransmission of the slot could not be kept: its timestamp is unknown. */
  static final int RESEND_FORGOTTEN = 1 << 6;

  /** Slot size in bytes. */
  static final int SLOT_BYTES = 48;

  /** Retransmissions beyond it are counted, and their timestamps forgotten. */
  static final int MAX_RESENDS_PER_SLOT = 16;

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

  private static final int MIN_SLOTS_TO_THIN = 8;

  /** Eighths of the pool that are left to others. */
  private static final int OF_PLENTY = 2;

  private static final int OF_UNPROVEN = 1;

  private static final int MAX_STRIDE = 1 << 14;

  private final Slab slab;
  private final int maxSlotsPerFlow;
  private long thinned;

  OutstandingSegments(int maxSlots, MemoryBudget.Share memory, int maxSlotsPerFlow) {
    this.slab = new Slab(SLOT_BYTES, 0, maxSlots, memory);
    this.maxSlotsPerFlow = Math.min(maxSlotsPerFlow, 0xFFFF);
  }

  /** Adds a segment that lies at or above everything sent before. */
  void append(HalfFlow sender, Segment segment, int end, int order) {
    int tail = sender.tail();
    if (sender.stride() > 1 && joins(sender, tail, segment.seq)) {
      int start = start(tail);
      fill(tail, segment, end, order);
      setStart(tail, start);
      sender.setGroup(sender.group() + 1);
      thinned++;
      return;
    }
    int slot = allocate(sender);
    if (slot == Slab.NIL) {
      forget(sender, end);
      return;
    }
    fill(slot, segment, end, order);
    setNext(slot, Slab.NIL);
    tail = sender.tail();
    if (tail == Slab.NIL) {
      sender.setHead(slot);
    } else {
      setNext(tail, slot);
    }
    sender.setTail(slot);
    sender.setCount(sender.count() + 1);
    sender.setGroup(1);
  }

  /** Adds a segment that fills a hole below something sent before, and overlaps no slot. */
  void insert(HalfFlow sender, Segment segment, int end, int order) {
    int slot = allocate(sender);
    if (slot == Slab.NIL) {
      forget(sender, end);
      return;
    }
    fill(slot, segment, end, order);
    if (sender.is(HalfFlow.THINNED) && before(segment.seq, sender.thinnedEnd())) {
      addFlags(slot, RESENT);
    }
    int before = Slab.NIL;
    int after = sender.head();
    while (after != Slab.NIL && before(start(after), segment.seq)) {
      before = after;
      after = next(after);
    }
    setNext(slot, after);
    if (before == Slab.NIL) {
      sender.setHead(slot);
    } else {
      setNext(before, slot);
    }
    if (after == Slab.NIL) {
      sender.setTail(slot);
    }
    sender.setCount(sender.count() + 1);
  }

  /**
   * Marks every slot that overlaps a segment as sent again, and remembers the retransmission with
   * each, so that a TSecr can tell it from the first transmission; false when it overlaps none.
   */
  boolean markResent(HalfFlow sender, Segment segment, int end, int order) {
    boolean any = false;
    for (int slot = sender.head(); slot != Slab.NIL; slot = next(slot)) {
      if (!before(start(slot), end)) {
        break;
      }
      if (before(segment.seq, end(slot))) {
        addFlags(slot, RESENT);
        setOrder(slot, order);
        addResend(slot, segment, end, order);
        any = true;
      }
    }
    return any;
  }

  private void addResend(int slot, Segment segment, int end, int order) {
    if ((flags(slot) & RESEND_FORGOTTEN) != 0) {
      return;
    }
    int length = 0;
    for (int resend = resends(slot); resend != Slab.NIL; resend = next(resend)) {
      length++;
    }
    int resend = length < MAX_RESENDS_PER_SLOT ? slab.allocateLeaving(OF_PLENTY) : Slab.NIL;
    if (resend == Slab.NIL) {
      addFlags(slot, RESEND_FORGOTTEN);
      return;
    }
    fill(resend, segment, end, order);
    setNext(resend, resends(slot));
    setResends(slot, resend);
  }

  /** Takes out all slots that {@code ack} covers. */
  void removeCovered(HalfFlow sender, int ack) {
    int slot = sender.head();
    int count = sender.count();
    while (slot != Slab.NIL && atOrBefore(end(slot), ack)) {
      int next = next(slot);
      free(slot);
      count--;
      slot = next;
    }
    sender.setHead(slot);
    sender.setCount(count);
    if (slot == Slab.NIL) {
      sender.setTail(Slab.NIL);
      sender.setStride(1);
    } else if (sender.stride() > 1 && count < maxSlotsPerFlow / 4) {
      sender.setStride(sender.stride() / 2);
    }
    if (sender.is(HalfFlow.THINNED) && atOrBefore(sender.thinnedEnd(), ack)) {
      sender.unset(HalfFlow.THINNED);
    }
  }

  /** Gives all of a half flow's slots back. */
  void release(HalfFlow sender) {
    int slot = sender.head();
    while (slot != Slab.NIL) {
      int next = next(slot);
      free(slot);
      slot = next;
    }
    sender.setHead(Slab.NIL);
    sender.setTail(Slab.NIL);
    sender.setCount(0);
  }

  private void free(int slot) {
    int resend = resends(slot);
    while (resend != Slab.NIL) {
      int next = next(resend);
      slab.free(resend);
      resend = next;
    }
    slab.free(slot);
  }

  private int allocate(HalfFlow sender) {
    int slot = tryAllocate(sender);
    if (slot == Slab.NIL && sender.count() >= MIN_SLOTS_TO_THIN) {
      thin(sender);
      slot = tryAllocate(sender);
    }
    return slot;
  }

  private int tryAllocate(HalfFlow sender) {
    int count = sender.count();
    if (count >= maxSlotsPerFlow) {
      return Slab.NIL;
    }
    if (count >= MIN_SLOTS_TO_THIN) {
      return slab.allocateLeaving(OF_PLENTY);
    }
    boolean proven = sender.shortestRttNs() != HalfFlow.NO_RTT;
    return proven ? slab.allocate() : slab.allocateLeaving(OF_UNPROVEN);
  }

  /** Merges every second slot into its successor, as far as both are unspoilt neighbours. */
  private void thin(HalfFlow sender) {
    int count = sender.count();
    int previous = Slab.NIL;
    int slot = sender.head();
    while (slot != Slab.NIL) {
      int next = next(slot);
      if (next == Slab.NIL) {
        break;
      }
      if (mayMerge(slot) && mayMerge(next) && end(slot) == start(next)) {
        setStart(next, start(slot));
        slab.free(slot);
        count--;
        thinned++;
        if (previous == Slab.NIL) {
          sender.setHead(next);
        } else {
          setNext(previous, next);
        }
      } else {
        next = slot;
      }
      previous = next;
      slot = next(next);
    }
    sender.setCount(count);
    sender.setStride(Math.min(MAX_STRIDE, sender.stride() * 2));
  }

  private boolean mayMerge(int slot) {
    return (flags(slot) & (RESENT | SACKED | SYN | CUT)) == 0;
  }

  private boolean joins(HalfFlow sender, int tail, int seq) {
    return tail != Slab.NIL
        && sender.group() < sender.stride()
        && end(tail) == seq
        && mayMerge(tail);
  }

  private void forget(HalfFlow sender, int end) {
    thinned++;
    if (!sender.is(HalfFlow.THINNED) || before(sender.thinnedEnd(), end)) {
      sender.setThinnedEnd(end);
    }
  }

  private void fill(int slot, Segment segment, int end, int order) {
    long address = slab.address(slot);
    UnsafeApi.putInt(address + START_OFFSET, segment.seq);
    UnsafeApi.putInt(address + OWN_START_OFFSET, segment.seq);
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

  /** First sequence number that the slot stands for, thinned ones included. */
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

  private void setOrder(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + ORDER_OFFSET, value);
  }

  int tsVal(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + TS_VAL_OFFSET);
  }

  int next(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + NEXT_OFFSET);
  }

  private void setNext(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + NEXT_OFFSET, value);
  }

  /** First of the retransmissions that touched the slot, each a slot of its own, or NIL. */
  int resends(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + RESENDS_OFFSET);
  }

  private void setResends(int slot, int value) {
    UnsafeApi.putInt(slab.address(slot) + RESENDS_OFFSET, value);
  }

  int flags(int slot) {
    return UnsafeApi.getInt(slab.address(slot) + FLAGS_OFFSET);
  }

  void addFlags(int slot, int flags) {
    long address = slab.address(slot) + FLAGS_OFFSET;
    UnsafeApi.putInt(address, UnsafeApi.getInt(address) | flags);
  }

  SegmentKind kind(int slot) {
    int flags = flags(slot);
    if ((flags & SYN) != 0) {
      return SegmentKind.SYN;
    }
    return (flags & FIN) != 0 ? SegmentKind.FIN : SegmentKind.DATA;
  }

  /** Segments left untimed so far, because slots ran out. */
  long thinned() {
    return thinned;
  }

  /** Bytes taken from the system. */
  long bytes() {
    return slab.bytes();
  }

  /** Slots in use by all flows. */
  int used() {
    return slab.used();
  }
}
