package io.rttd.engine.rtt;

import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;

/**
 * Decides whether a receiver had a reason to delay an ACK, from that ACK and what the same end sent
 * before it.
 *
 * <p>The idea: a sample is {@link SampleClass#PROMPT} only if the receiver must have answered the
 * timed segment immediately. RFC 9293 3.8.6.3 asks for an ACK of every second full segment, and RFC
 * 5681 4.2 for one of each segment that opens or fills a hole; but receivers deviate from that, as
 * what they send reveals:
 *
 * <ol>
 *   <li>Linux acknowledges two full segments immediately only if the window it would announce is no
 *       smaller than the last one; otherwise the ACK waits for the reader, or for 40 ms.
 *   <li>An ACK that advances while there are holes was triggered by the segment that filled one,
 *       which is rarely the one that ends where the ACK ends. SACK blocks reveal holes: in this
 *       ACK, or in the previous one if this ACK closes the last hole.
 *   <li>Of the ACKs with SACK for one ACK number, Linux sends {@value #PROMPT_DUPLICATES}
 *       immediately and then compresses them for up to 1 ms, or 5 % of the RTT.
 * </ol>
 *
 * <p>Errors are conservative: a prompt ACK may be classed as held, which costs a sample. Windows
 * are compared unscaled, since an end's scale never changes.
 */
final class DelayedAckRules {
  private static final int PROMPT_DUPLICATES = 3;
  private static final int FULL_SEGMENTS = 2;

  private DelayedAckRules() {}

  /**
   * Classifies an ACK that advanced.
   *
   * @param judged the verdict on it
   * @param ofSyn whether the timed segment is a SYN
   * @param fullSized number of full segments that it newly covers
   * @param acknowledger the end that sent it, as it was before
   */
  static HoldReason ofAdvance(
      Verdict judged, boolean ofSyn, int fullSized, Segment ack, HalfFlow acknowledger) {
    boolean pure = ack.sequenceLength() == 0;
    if (ofSyn && (ack.has(TcpFlags.SYN) || (pure && !ack.has(TcpFlags.RST)))) {
      return HoldReason.NONE;
    }
    if (!pure) {
      return HoldReason.RIDES_ON_DATA;
    }
    boolean hadHoles = acknowledger.is(HalfFlow.REPORTED_HOLES);
    if (judged == Verdict.TIMESTAMP) {
      return ofEcho(fullSized, hadHoles, ack, acknowledger);
    }
    if (ack.sackCount > 0 || hadHoles) {
      return HoldReason.HOLE;
    }
    return ofFullSegments(fullSized, ack, acknowledger);
  }

  /** Classifies an ACK with new SACK blocks that does not advance; call {@link #count} first. */
  static HoldReason ofSack(Segment ack, HalfFlow acknowledger) {
    if (ack.sequenceLength() != 0) {
      return HoldReason.RIDES_ON_DATA;
    }
    return acknowledger.acksAmongHoles() > PROMPT_DUPLICATES
        ? HoldReason.LATER_DUPLICATE
        : HoldReason.NONE;
  }

  /** Counts an ACK among those of the same number; call it before {@link #ofSack}. */
  static void count(boolean advances, Segment ack, HalfFlow acknowledger) {
    boolean withSack = ack.sackCount > 0;
    if (advances) {
      acknowledger.setAcksAmongHoles(withSack ? 1 : 0);
    } else if (withSack && ack.sequenceLength() == 0) {
      acknowledger.setAcksAmongHoles(
          Math.min(PROMPT_DUPLICATES + 1, acknowledger.acksAmongHoles() + 1));
    }
  }

  /** Stores what the same end's next ACK is compared with. */
  static void remember(Segment segment, HalfFlow sender) {
    // The window of a SYN is not scaled; that of a RST is meaningless.
    if (segment.has(TcpFlags.SYN) || segment.has(TcpFlags.RST)) {
      return;
    }
    sender.setWindow(segment.window);
    if (segment.sackCount > 0) {
      sender.set(HalfFlow.REPORTED_HOLES);
    } else {
      sender.unset(HalfFlow.REPORTED_HOLES);
    }
  }

  /** The echo names the cause; if it filled a hole, it was answered immediately. */
  private static HoldReason ofEcho(
      int fullSized, boolean hadHoles, Segment ack, HalfFlow acknowledger) {
    if (ack.sackCount > 0 || (hadHoles && fullSized >= FULL_SEGMENTS)) {
      return HoldReason.NONE;
    }
    return ofFullSegments(fullSized, ack, acknowledger);
  }

  /** Classifies a pure ACK of segments sent in order. */
  static HoldReason ofFullSegments(int fullSized, Segment ack, HalfFlow acknowledger) {
    if (fullSized < FULL_SEGMENTS) {
      return HoldReason.FEW_SEGMENTS;
    }
    return ack.window < acknowledger.window() ? HoldReason.WINDOW_SHRANK : HoldReason.NONE;
  }
}
