package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;

/**
 * Judges an ACK that advances by the outstanding segments that it covers, wholly or partly.
 *
 * <p>The result of a judgement stays in its fields until the next one, so nothing is allocated per
 * ACK.
 */
final class CumulativeAckRules {
  private final SegmentSlots slots;
  private final TimestampRules timestamps;
  private final VerdictListener listener;

  private int hit;
  private int cut;
  private int fullSized;
  private int latestOrder;
  private boolean anyCovered;
  private int coveredBytes;

  private Verdict verdict = Verdict.CUMULATIVE;
  private int timed = Slab.NIL;
  private HoldReason holdReason = HoldReason.NONE;

  CumulativeAckRules(SegmentSlots slots, VerdictListener listener) {
    this.slots = slots;
    this.listener = listener;
    this.timestamps = new TimestampRules(slots);
  }

  /** Whether the ACK advances over anything outstanding, and so is judged. */
  boolean judges(Segment ack, HalfFlow dataSender, HalfFlow acknowledger) {
    int fullSize = fullSize(ack, dataSender, acknowledger);
    lookAtCovered(ack, dataSender, fullSize);
    if (!anyCovered && cut == Slab.NIL) {
      return false;
    }
    bySequence(ack, dataSender, fullSize);
    boolean mayBeNamed = ack.hasTimestamps && ack.timeNs != Segment.NO_TIME;
    if (mayBeNamed && (verdict == Verdict.RETRANSMITTED || verdict == Verdict.POST_LOSS)) {
      int named = timestamps.named(ack, dataSender);
      if (named != Slab.NIL) {
        verdict = Verdict.TIMESTAMP;
        timed = named;
      }
    }
    boolean ofSyn = timed != Slab.NIL && (slots.flags(timed) & SegmentSlots.SYN) != 0;
    holdReason = DelayedAckRules.ofAdvance(verdict, ofSyn, fullSized, ack, acknowledger);
    return true;
  }

  /** The verdict on the ACK that was judged last. */
  Verdict verdict() {
    return verdict;
  }

  /** Slot of the timed segment, or {@link Slab#NIL}. */
  int timed() {
    return timed;
  }

  /** Whether the receiver may have delayed it. */
  HoldReason holdReason() {
    return holdReason;
  }

  /** Bytes of outstanding segments that the ACK newly covers. */
  int coveredBytes() {
    return coveredBytes;
  }

  /** Marks the segment in which the ACK ends as partly acknowledged. */
  void markCut(Segment ack) {
    if (cut != Slab.NIL && cut == hit) {
      slots.removeSyn(cut);
    } else if (cut != Slab.NIL && before(slots.ownStart(cut), ack.ack)) {
      slots.addFlags(cut, SegmentSlots.CUT);
      listener.onCut(ack, slots.frame(cut));
    }
  }

  private void lookAtCovered(Segment ack, HalfFlow dataSender, int fullSize) {
    boolean everAcked = dataSender.is(HalfFlow.HAS_ACKED);
    int una = dataSender.sndUna();
    int endsThere = Slab.NIL;
    int full = 0;
    int covered = 0;
    boolean any = false;
    int latest = 0;
    int slot = dataSender.head();
    while (slot != Slab.NIL && atOrBefore(slots.end(slot), ack.ack)) {
      int end = slots.end(slot);
      if (end == ack.ack) {
        endsThere = slot;
      }
      int order = slots.order(slot);
      latest = any ? SegmentSlots.later(latest, order) : order;
      any = true;
      int start = slots.start(slot);
      int bytes = end - (everAcked && before(start, una) ? una : start);
      covered += bytes;
      if ((slots.flags(slot) & SegmentSlots.SACKED) == 0) {
        full += fullSegments(bytes, fullSize);
      }
      slot = slots.next(slot);
    }
    hit = endsThere;
    cut = Slab.NIL;
    fullSized = full;
    coveredBytes = covered;
    anyCovered = any;
    latestOrder = latest;
    if (slot != Slab.NIL && before(slots.start(slot), ack.ack)) {
      lookAtCut(slot, ack, dataSender, fullSize);
    }
  }

  /** Examines the segment that the ACK covers in part. Separate so that the JIT inlines both. */
  private void lookAtCut(int slot, Segment ack, HalfFlow dataSender, int fullSize) {
    int start = slots.start(slot);
    boolean begun = dataSender.is(HalfFlow.HAS_ACKED) && before(start, dataSender.sndUna());
    int bytes = ack.ack - (begun ? dataSender.sndUna() : start);
    coveredBytes += bytes;
    fullSized += fullSegments(bytes, fullSize);
    cut = slot;
    if (!anyCovered && isOfSynAlone(slot, ack, dataSender)) {
      hit = slot;
      latestOrder = slots.order(slot);
    }
  }

  /** A SYN with data (RFC 7413) whose receiver did not accept the data. */
  private boolean isOfSynAlone(int slot, Segment ack, HalfFlow dataSender) {
    return (slots.flags(slot) & SegmentSlots.SYN) != 0
        && slots.start(slot) == dataSender.isn()
        && ack.ack == dataSender.isn() + 1;
  }

  private void bySequence(Segment ack, HalfFlow dataSender, int fullSize) {
    timed = hit;
    if (before(dataSender.sndMax(), ack.ack)) {
      verdict = Verdict.UNSEEN;
    } else if (hit != Slab.NIL) {
      verdict = ofHit(ack, dataSender);
    } else if (cut != Slab.NIL) {
      verdict = ofCut(ack.ack, dataSender, fullSize);
      timed = verdict == Verdict.CUMULATIVE ? Slab.NIL : cut;
    } else {
      verdict = Verdict.CUMULATIVE;
    }
  }

  private Verdict ofHit(Segment ack, HalfFlow dataSender) {
    int flags = slots.flags(hit);
    if ((flags & SegmentSlots.SYN) != 0 && ack.has(TcpFlags.RST)) {
      return Verdict.REFUSED;
    }
    if ((flags & SegmentSlots.RESENT) != 0) {
      return Verdict.RETRANSMITTED;
    }
    if (latestOrder - slots.order(hit) > 0) {
      return Verdict.POST_LOSS;
    }
    return wasCut(flags, dataSender) ? Verdict.PARTIALLY_ACKED : Verdict.EXACT;
  }

  private Verdict ofCut(int ack, HalfFlow dataSender, int fullSize) {
    int flags = slots.flags(cut);
    int ownStart = slots.ownStart(cut);
    boolean superSegment = slots.end(cut) - ownStart > fullSize;
    boolean first = before(ownStart, ack) && !wasCut(flags, dataSender);
    if (anyCovered || !superSegment || !first) {
      return Verdict.CUMULATIVE;
    }
    return (flags & SegmentSlots.RESENT) != 0 ? Verdict.RETRANSMITTED : Verdict.PARTIAL;
  }

  /** Whether a trusted ACK ended inside the segment, before or after it was captured. */
  private static boolean wasCut(int flags, HalfFlow dataSender) {
    return (flags & SegmentSlots.CUT) != 0
        || ((flags & SegmentSlots.LATE) != 0 && !dataSender.is(HalfFlow.MISLED));
  }

  /** Number of full segments: usually one or none, and a division is expensive. */
  static int fullSegments(int bytes, int fullSize) {
    boolean oneAtMost = bytes >= 0 && bytes - fullSize < fullSize;
    return oneAtMost ? (bytes < fullSize ? 0 : 1) : bytes / fullSize;
  }

  /** Payload of a full segment towards {@code acknowledger}; at least 1. */
  static int fullSize(Segment ack, HalfFlow dataSender, HalfFlow acknowledger) {
    int mss = acknowledger.mss();
    int size = mss > 0 ? mss - (ack.hasTimestamps ? WireSegments.TIMESTAMPS_BYTES : 0) : 0;
    return Math.max(1, size > 0 ? size : dataSender.largestPayload());
  }
}
