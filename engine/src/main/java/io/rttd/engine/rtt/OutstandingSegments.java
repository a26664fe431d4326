package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.SegmentAccount;

/**
 * The outstanding segments of all flows.
 *
 * <p>Each half flow has a list of slots in sequence order, and each slot a chain of the
 * retransmissions that touched it. All flows share one pool of slots, so a few large windows may
 * use what many small flows do not.
 *
 * <p><b>Reserve.</b> Flows that never acknowledge, or keep resending everything, must not use up
 * the slots of the others. So the pool's last quarter is closed to retransmissions and to half
 * flows that have {@value #MIN_SLOTS_TO_THIN} slots already; its last eighth also to half flows
 * that never had a sample, as in a flood.
 *
 * <p><b>Thinning.</b> A half flow holds at most {@code maxSlotsPerFlow} slots. When they run out,
 * every second slot is merged into its successor, and from then on {@code stride} new segments
 * share one slot, the newest of them being the one that is timed. The stride doubles each time
 * slots run out and halves when three quarters are free, so the timed segments stay evenly spread
 * over the window. A slot covers the sequence space of all its segments: a retransmission anywhere
 * in it makes it ambiguous, and an ACK that ends inside it is never mistaken for one that ends at a
 * timed segment.
 */
final class OutstandingSegments {
  /** Beyond this, retransmissions are counted, but their timestamps are not stored. */
  static final int MAX_RESENDS_PER_SLOT = 16;

  private static final int MIN_SLOTS_TO_THIN = 8;

  /** Eighths of the pool reserved for others. */
  private static final int OF_PLENTY = 2;

  private static final int OF_UNPROVEN = 1;

  private static final int MAX_STRIDE = 1 << 14;

  private final SegmentSlots slots;
  private final int maxSlotsPerFlow;
  private final CompletenessCount completeness;
  private final VerdictListener listener;
  private long entered;
  private long acknowledged;
  private long abandoned;
  private long thinned;
  private int resends;

  OutstandingSegments(
      int maxSlots,
      MemoryBudget.Share memory,
      int maxSlotsPerFlow,
      CompletenessCount completeness,
      VerdictListener listener) {
    this.slots = new SegmentSlots(maxSlots, memory);
    this.maxSlotsPerFlow = Math.min(maxSlotsPerFlow, 0xFFFF);
    this.completeness = completeness;
    this.listener = listener;
  }

  /** The slots' content. */
  SegmentSlots slots() {
    return slots;
  }

  /**
   * Adds the part of a segment that lies at or above everything sent before.
   *
   * @param start where that part begins
   */
  void append(HalfFlow sender, Segment segment, int start, int end, int order) {
    entered++;
    int tail = sender.tail();
    if (sender.stride() > 1 && joins(sender, tail, start) && !isLate(sender, start)) {
      int tailStart = slots.start(tail);
      listener.onSent(segment, start, end);
      listener.onMerged(slots.frame(tail), segment.frame);
      slots.fill(tail, segment, start, end, order);
      slots.setStart(tail, tailStart);
      sender.setGroup(sender.group() + 1);
      thinned++;
      return;
    }
    int slot = allocate(sender);
    if (slot == Slab.NIL) {
      forget(sender, segment, end);
      return;
    }
    fill(slot, sender, segment, start, end, order);
    addToTail(slot, sender);
  }

  /**
   * As {@link #append}, for a segment that was not acknowledged yet, while slots suffice.
   *
   * @return false, with nothing changed, if there is no slot for it
   */
  boolean appendInOrder(HalfFlow sender, Segment segment, int end) {
    int slot = tryAllocate(sender);
    if (slot == Slab.NIL) {
      return false;
    }
    entered++;
    slots.fill(slot, segment, segment.seq, end, sender.nextOrder());
    addToTail(slot, sender);
    listener.onSent(segment, segment.seq, end);
    return true;
  }

  private void addToTail(int slot, HalfFlow sender) {
    slots.setNext(slot, Slab.NIL);
    int tail = sender.tail();
    if (tail == Slab.NIL) {
      sender.setHead(slot);
    } else {
      slots.setNext(tail, slot);
    }
    sender.setTail(slot);
    sender.setCount(sender.count() + 1);
    sender.setGroup(1);
  }

  /**
   * Adds a segment that fills a hole below something sent before, and overlaps no slot.
   *
   * @return when the outstanding segment above it was sent, or {@link Segment#NO_TIME}
   */
  long insert(HalfFlow sender, Segment segment, int end, int order) {
    entered++;
    int slot = allocate(sender);
    if (slot == Slab.NIL) {
      forget(sender, segment, end);
      return Segment.NO_TIME;
    }
    fill(slot, sender, segment, segment.seq, end, order);
    if (sender.is(HalfFlow.THINNED) && before(segment.seq, sender.thinnedEnd())) {
      slots.addFlags(slot, SegmentSlots.RESENT);
    }
    int before = Slab.NIL;
    int after = sender.head();
    while (after != Slab.NIL && before(slots.start(after), segment.seq)) {
      before = after;
      after = slots.next(after);
    }
    slots.setNext(slot, after);
    if (before == Slab.NIL) {
      sender.setHead(slot);
    } else {
      slots.setNext(before, slot);
    }
    if (after == Slab.NIL) {
      sender.setTail(slot);
    }
    sender.setCount(sender.count() + 1);
    return after == Slab.NIL ? Segment.NO_TIME : slots.timeNs(after);
  }

  private void fill(int slot, HalfFlow sender, Segment segment, int start, int end, int order) {
    slots.fill(slot, segment, start, end, order);
    listener.onSent(segment, start, end);
    if (isLate(sender, start)) {
      slots.addFlags(slot, SegmentSlots.LATE);
      completeness.onLate(sender, start, end);
    }
  }

  private static boolean isLate(HalfFlow sender, int start) {
    return sender.is(HalfFlow.HAS_ACKED) && before(start, sender.sndUna());
  }

  /**
   * Marks every slot that overlaps a segment as sent again, and remembers the retransmission with
   * each, so that a TSecr can tell it from the first transmission; false when it overlaps none.
   */
  boolean markResent(HalfFlow sender, Segment segment, int end, int order) {
    boolean any = false;
    for (int slot = sender.head(); slot != Slab.NIL; slot = slots.next(slot)) {
      if (!before(slots.start(slot), end)) {
        break;
      }
      if (before(segment.seq, slots.end(slot))) {
        slots.addFlags(slot, SegmentSlots.RESENT);
        slots.setOrder(slot, order);
        addResend(slot, segment, end, order);
        listener.onSentAgain(segment, slots.frame(slot));
        any = true;
      }
    }
    return any;
  }

  private void addResend(int slot, Segment segment, int end, int order) {
    if ((slots.flags(slot) & SegmentSlots.RESEND_FORGOTTEN) != 0) {
      return;
    }
    int length = 0;
    for (int resend = slots.resends(slot); resend != Slab.NIL; resend = slots.next(resend)) {
      length++;
    }
    int resend = length < MAX_RESENDS_PER_SLOT ? slots.allocateLeaving(OF_PLENTY) : Slab.NIL;
    if (resend == Slab.NIL) {
      slots.addFlags(slot, SegmentSlots.RESEND_FORGOTTEN);
      return;
    }
    resends++;
    slots.fill(resend, segment, segment.seq, end, order);
    slots.setNext(resend, slots.resends(slot));
    slots.setResends(slot, resend);
  }

  /** Removes all slots that an ACK covers. */
  void removeCovered(HalfFlow sender, Segment segment) {
    int ack = segment.ack;
    int slot = sender.head();
    int held = sender.count();
    int count = held;
    while (slot != Slab.NIL && atOrBefore(slots.end(slot), ack)) {
      int next = slots.next(slot);
      listener.onCovered(segment, slots.frame(slot));
      free(slot);
      count--;
      slot = next;
    }
    acknowledged += held - count;
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

  /** Removes all slots up to this one, all sent once and not thinned. */
  void removeUpTo(int last, HalfFlow sender, Segment ack) {
    int end = slots.next(last);
    int removed = 0;
    int slot = sender.head();
    while (slot != end) {
      int next = slots.next(slot);
      listener.onCovered(ack, slots.frame(slot));
      slots.free(slot);
      removed++;
      slot = next;
    }
    acknowledged += removed;
    sender.setHead(end);
    sender.setCount(sender.count() - removed);
    if (end == Slab.NIL) {
      sender.setTail(Slab.NIL);
    }
  }

  /** Releases all of a half flow's slots. */
  void release(HalfFlow sender) {
    int slot = sender.head();
    while (slot != Slab.NIL) {
      int next = slots.next(slot);
      listener.onAbandoned(slots.frame(slot));
      free(slot);
      abandoned++;
      slot = next;
    }
    sender.setHead(Slab.NIL);
    sender.setTail(Slab.NIL);
    sender.setCount(0);
  }

  private void free(int slot) {
    int resend = slots.resends(slot);
    while (resend != Slab.NIL) {
      int next = slots.next(resend);
      slots.free(resend);
      resends--;
      resend = next;
    }
    slots.free(slot);
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
      return slots.allocateLeaving(OF_PLENTY);
    }
    boolean proven = sender.shortestRttNs() != HalfFlow.NO_RTT;
    return proven ? slots.allocate() : slots.allocateLeaving(OF_UNPROVEN);
  }

  /** Merges every second slot into its successor, if both are adjacent and unambiguous. */
  private void thin(HalfFlow sender) {
    int count = sender.count();
    int previous = Slab.NIL;
    int slot = sender.head();
    while (slot != Slab.NIL) {
      int next = slots.next(slot);
      if (next == Slab.NIL) {
        break;
      }
      if (mayMerge(slot) && mayMerge(next) && slots.end(slot) == slots.start(next)) {
        listener.onMerged(slots.frame(slot), slots.frame(next));
        slots.setStart(next, slots.start(slot));
        slots.free(slot);
        count--;
        thinned++;
        if (previous == Slab.NIL) {
          sender.setHead(next);
        } else {
          slots.setNext(previous, next);
        }
      } else {
        next = slot;
      }
      previous = next;
      slot = slots.next(next);
    }
    sender.setCount(count);
    sender.setStride(Math.min(MAX_STRIDE, sender.stride() * 2));
  }

  private boolean mayMerge(int slot) {
    return (slots.flags(slot)
            & (SegmentSlots.RESENT
                | SegmentSlots.SACKED
                | SegmentSlots.SYN
                | SegmentSlots.CUT
                | SegmentSlots.LATE))
        == 0;
  }

  private boolean joins(HalfFlow sender, int tail, int seq) {
    return tail != Slab.NIL
        && sender.group() < sender.stride()
        && slots.end(tail) == seq
        && mayMerge(tail);
  }

  private void forget(HalfFlow sender, Segment segment, int end) {
    thinned++;
    listener.onUntimed(segment, UntimedReason.NO_SLOT);
    if (!sender.is(HalfFlow.THINNED) || before(sender.thinnedEnd(), end)) {
      sender.setThinnedEnd(end);
    }
  }

  /** Segments not timed so far for lack of slots. */
  long thinned() {
    return thinned;
  }

  /**
   * The account of all segments so far.
   *
   * @param probes slots that hold a keep-alive
   * @param acks ACKs that had a verdict
   */
  SegmentAccount account(int probes, long acks) {
    int outstanding = slots.used() - resends - probes;
    return new SegmentAccount(entered, acknowledged, abandoned, thinned, outstanding, acks);
  }

  /** Bytes allocated. */
  long bytes() {
    return slots.bytes();
  }

  /** Slots in use by all flows. */
  int used() {
    return slots.used();
  }
}
