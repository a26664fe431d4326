package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;

/**
 * Tracks what SACK blocks cover, and finds the segment that triggered an ACK with such blocks (RFC
 * 2018 4: the first block holds it).
 */
final class SackScoreboard {
  private final SegmentSlots slots;

  SackScoreboard(SegmentSlots slots) {
    this.slots = slots;
  }

  /**
   * Marks the segments that the ACK's blocks cover, and finds the one that triggered it: newly
   * held, sent once, at the end of a block, and the latest of those that are newly held in that
   * block.
   *
   * @return its slot, or {@link Slab#NIL}
   */
  int cause(Segment ack, HalfFlow dataSender) {
    int cause = Slab.NIL;
    for (int i = 0; i < ack.sackCount; i++) {
      int left = ack.sackLeft(i);
      int right = ack.sackRight(i);
      if (before(left, right) && atOrBefore(right, dataSender.sndMax())) {
        int candidate = mark(left, right, dataSender);
        cause = cause == Slab.NIL ? candidate : cause;
      }
    }
    return cause;
  }

  private int mark(int left, int right, HalfFlow dataSender) {
    int candidate = Slab.NIL;
    boolean any = false;
    int latestOrder = 0;
    for (int slot = dataSender.head();
        slot != Slab.NIL && before(slots.start(slot), right);
        slot = slots.next(slot)) {
      int flags = slots.flags(slot);
      if ((flags & SegmentSlots.SACKED) == 0
          && atOrBefore(left, slots.start(slot))
          && atOrBefore(slots.end(slot), right)) {
        slots.addFlags(slot, SegmentSlots.SACKED);
        int order = slots.order(slot);
        latestOrder = any ? SegmentSlots.later(latestOrder, order) : order;
        any = true;
        if (slots.end(slot) == right && (flags & SegmentSlots.RESENT) == 0) {
          candidate = slot;
        }
      }
    }
    boolean latest = candidate != Slab.NIL && latestOrder == slots.order(candidate);
    return latest ? candidate : Slab.NIL;
  }
}
