package io.rttd.engine.rtt;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;

/**
 * Reports the verdict on an ACK, with the time since the segment that it was matched with, if that
 * time is usable.
 */
final class VerdictEmitter {
  private final SegmentSlots slots;
  private final long maxRttNs;
  private final MatchHandler handler;
  private final VerdictListener listener;
  private final AckVerdict verdict = new AckVerdict();
  private final CaptureGaps gaps = new CaptureGaps();
  private long judgedAcks;

  VerdictEmitter(
      SegmentSlots slots, long maxRttNs, MatchHandler handler, VerdictListener listener) {
    this.slots = slots;
    this.maxRttNs = maxRttNs;
    this.handler = handler;
    this.listener = listener;
  }

  /**
   * Reports a verdict.
   *
   * @param judged the verdict, before the times of segment and ACK are considered
   * @param slot the segment that the ACK was matched with, or {@link Slab#NIL}
   * @param holdReason whether the receiver may have delayed the ACK
   * @param dataSender the end that sent the segment
   */
  void emit(Verdict judged, int slot, HoldReason holdReason, Segment ack, HalfFlow dataSender) {
    judgedAcks++;
    boolean none = slot == Slab.NIL;
    long sentNs = none ? ack.timeNs : slots.timeNs(slot);
    boolean timeless = sentNs == Segment.NO_TIME || ack.timeNs == Segment.NO_TIME;
    verdict.rttNs = timeless ? 0 : ack.timeNs - sentNs;
    verdict.verdict = judged.isSample() ? timed(judged, sentNs, ack.timeNs) : judged;
    verdict.dataFrame = none ? 0 : slots.frame(slot);
    verdict.kind = none ? SegmentKind.DATA : slots.kind(slot);
    verdict.holdReason = holdReason;
    verdict.acknowledgement = ack;
    boolean unambiguous = verdict.verdict == Verdict.EXACT || verdict.verdict == Verdict.SACK;
    long shortestNs = dataSender.shortestRttNs();
    if (unambiguous && (shortestNs == HalfFlow.NO_RTT || verdict.rttNs < shortestNs)) {
      dataSender.setShortestRttNs(verdict.rttNs);
    }
    handler.onVerdict(dataSender, verdict);
    listener.onVerdict(verdict);
  }

  /** The final verdict, given the times of the segment and its ACK. */
  private Verdict timed(Verdict judged, long sentNs, long ackNs) {
    if (sentNs == Segment.NO_TIME || ackNs == Segment.NO_TIME) {
      return Verdict.NO_TIME;
    }
    return isUsable(sentNs, ackNs) ? judged : Verdict.CLOCK;
  }

  /** Whether the time between two known times is a round-trip time. */
  boolean isUsable(long sentNs, long ackNs) {
    long rttNs = ackNs - sentNs;
    return rttNs >= 0 && rttNs <= maxRttNs && !gaps.isBetween(sentNs, ackNs);
  }

  /** Records that the capture skipped packets until this time: no sample may span it. */
  void gap(long timeNs) {
    gaps.add(timeNs);
  }

  /** Verdicts so far. */
  long judgedAcks() {
    return judgedAcks;
  }
}
