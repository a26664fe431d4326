package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;

/**
 * Tells transmissions of the same sequence numbers apart by the timestamp that the ACK echoes (RFC
 * 7323 3-4, RFC 3522).
 *
 * <p>An echo is trusted only if it names a single transmission, and if no later one can have
 * triggered the ACK. The second condition matters when an ACK was lost: the segment is sent again,
 * and the answer still echoes the first timestamp, since a duplicate does not update the timestamp
 * to echo (RFC 7323 4.3).
 */
final class TimestampRules {
  private final SegmentSlots slots;

  TimestampRules(SegmentSlots slots) {
    this.slots = slots;
  }

  /**
   * Finds the one transmission, among the segments that an ACK covers, that its TSecr names.
   *
   * @return its slot, or {@link Slab#NIL}: none, several, or one that may not have triggered the
   *     ACK
   */
  int named(Segment ack, HalfFlow dataSender) {
    if (dataSender.is(HalfFlow.THINNED)) {
      return Slab.NIL;
    }
    int found = Slab.NIL;
    for (int slot = dataSender.head();
        slot != Slab.NIL && before(slots.start(slot), ack.ack);
        slot = slots.next(slot)) {
      boolean thinned = slots.ownStart(slot) != slots.start(slot);
      boolean forgotten = (slots.flags(slot) & SegmentSlots.RESEND_FORGOTTEN) != 0;
      if (forgotten || (thinned && bears(slot, ack.tsEcr))) {
        return Slab.NIL;
      }
      int candidate = slot;
      while (candidate != Slab.NIL) {
        if (bears(candidate, ack.tsEcr)) {
          if (found != Slab.NIL && !isSameTransmission(found, candidate)) {
            return Slab.NIL;
          }
          found = candidate;
        }
        candidate = candidate == slot ? slots.resends(slot) : slots.next(candidate);
      }
    }
    boolean named =
        found != Slab.NIL
            && atOrBefore(slots.end(found), ack.ack)
            && !mayAnswerALaterOne(ack, dataSender, slots.timeNs(found));
    return named ? found : Slab.NIL;
  }

  /**
   * Whether one of the covered transmissions after the named one may have triggered the ACK: if the
   * first ACK was lost, what the sender then sends again is answered with the old TSecr. One sent
   * less than the shortest RTT ago cannot have. One without a time may have.
   */
  private boolean mayAnswerALaterOne(Segment ack, HalfFlow dataSender, long namedNs) {
    long shortestNs = dataSender.shortestRttNs();
    long harmlessAfterNs = shortestNs == HalfFlow.NO_RTT ? Long.MAX_VALUE : ack.timeNs - shortestNs;
    for (int slot = dataSender.head();
        slot != Slab.NIL && before(slots.start(slot), ack.ack);
        slot = slots.next(slot)) {
      int transmission = slot;
      while (transmission != Slab.NIL) {
        long sentNs = slots.timeNs(transmission);
        boolean later = sentNs > namedNs && sentNs <= harmlessAfterNs;
        if (later || sentNs == Segment.NO_TIME) {
          return true;
        }
        transmission = transmission == slot ? slots.resends(slot) : slots.next(transmission);
      }
    }
    return false;
  }

  /** A retransmission that touched several slots is stored with each of them. */
  private boolean isSameTransmission(int slot, int otherSlot) {
    return slots.frame(slot) == slots.frame(otherSlot)
        && slots.timeNs(slot) == slots.timeNs(otherSlot);
  }

  private boolean bears(int slot, int tsVal) {
    return (slots.flags(slot) & SegmentSlots.HAS_TS_VAL) != 0 && slots.tsVal(slot) == tsVal;
  }
}
