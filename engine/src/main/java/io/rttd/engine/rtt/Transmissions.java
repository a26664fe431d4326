package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/**
 * The sending side of the {@link RttMatcher}: which segments are outstanding from now on, and which
 * were sent before.
 *
 * <p>Pure ACKs, RSTs and zero-window probes are never outstanding.
 */
final class Transmissions {
  private final OutstandingSegments outstanding;
  private final KeepAliveProbes probes;
  private final CompletenessCount completeness;
  private final MatchHandler handler;
  private final VerdictListener listener;

  Transmissions(
      OutstandingSegments outstanding,
      KeepAliveProbes probes,
      CompletenessCount completeness,
      MatchHandler handler,
      VerdictListener listener) {
    this.outstanding = outstanding;
    this.probes = probes;
    this.completeness = completeness;
    this.handler = handler;
    this.listener = listener;
  }

  /** Handles the next segment of a flow, after it was judged as an acknowledgement. */
  void onSegment(Segment segment, HalfFlow sender, HalfFlow receiver) {
    boolean syn = segment.has(TcpFlags.SYN);
    boolean fin = segment.has(TcpFlags.FIN);
    if (syn) {
      sender.setIsn(segment.seq);
      if (segment.mss > 0) {
        sender.setMss(segment.mss);
      }
    }
    boolean intoClosedWindow = receiver.is(HalfFlow.ZERO_WINDOW);
    if (segment.has(TcpFlags.RST)) {
      sender.set(HalfFlow.RESET_SENT);
      listener.onReset(segment);
    } else if (!syn && !fin && isKeepAlive(segment, sender)) {
      if (!intoClosedWindow && (segment.timed & Segment.TIMED_SRC) != 0) {
        probes.sent(segment, sender);
      }
    } else if (segment.sequenceLength() > 0) {
      if (syn || segment.payloadLength == 0 || !intoClosedWindow) {
        enter(segment, sender, receiver);
        if (fin) {
          sender.set(HalfFlow.FIN_SENT);
        }
      } else {
        listener.onUntimed(segment, UntimedReason.CLOSED_WINDOW);
      }
    }
    if (segment.window == 0) {
      sender.set(HalfFlow.ZERO_WINDOW);
    } else {
      sender.unset(HalfFlow.ZERO_WINDOW);
    }
    DelayedAckRules.remember(segment, sender);
  }

  /**
   * At most one byte, just below what was sent already (RFC 9293 3.8.4). One byte that still waits
   * for its ACK is sent again.
   */
  private static boolean isKeepAlive(Segment segment, HalfFlow sender) {
    return segment.payloadLength <= 1
        && sender.is(HalfFlow.HAS_SENT)
        && segment.seq == sender.sndMax() - 1
        && (segment.payloadLength == 0 || sender.head() == Slab.NIL);
  }

  private void enter(Segment segment, HalfFlow sender, HalfFlow receiver) {
    int end = segment.seq + segment.sequenceLength();
    boolean timed = (segment.timed & Segment.TIMED_SRC) != 0;
    boolean fresh = !sender.is(HalfFlow.HAS_SENT) || atOrBefore(sender.sndMax(), segment.seq);
    if (segment.payloadLength > sender.largestPayload()) {
      sender.setLargestPayload(segment.payloadLength);
    }
    if (receiver.mss() == 0 && segment.payloadLength > sender.largestOrdinaryPayload()) {
      WireSegments.remember(segment, sender);
    }
    if (timed) {
      int order = sender.nextOrder();
      if (fresh) {
        outstanding.append(sender, segment, segment.seq, end, order);
        countFirst(segment.payloadLength, segment, sender, receiver);
      } else {
        enterAgain(segment, sender, receiver, end, order);
      }
    } else {
      listener.onUntimed(segment, UntimedReason.DIRECTION);
      enterUntimed(segment, sender, receiver);
    }
    if (!sender.is(HalfFlow.HAS_SENT) || before(sender.sndMax(), end)) {
      sender.setSndMax(end);
    }
  }

  private void enterAgain(Segment segment, HalfFlow sender, HalfFlow receiver, int end, int order) {
    boolean acked = sender.is(HalfFlow.HAS_ACKED) && atOrBefore(end, sender.sndUna());
    boolean hasNewPart = before(sender.sndMax(), end);
    int oldBytes =
        hasNewPart
            ? Math.min(segment.payloadLength, sender.sndMax() - segment.seq)
            : segment.payloadLength;
    boolean touchesOutstanding = outstanding.markResent(sender, segment, end, order);
    if (acked && !touchesOutstanding) {
      listener.onSentAgain(segment, 0);
    }
    if (touchesOutstanding || acked || hasNewPart) {
      int wireSegments = WireSegments.count(oldBytes, segment, sender, receiver);
      handler.onRetransmission(sender, segment, wireSegments);
      listener.onTransmission(segment, wireSegments, true);
    } else {
      long gapNs = outstanding.insert(sender, segment, end, order);
      countFirst(segment.payloadLength, segment, sender, receiver);
      if (ReorderingRules.isReordered(segment, gapNs, sender, receiver)) {
        countReordering(segment, sender, receiver);
      } else {
        completeness.onGapFilled(segment, gapNs, sender);
      }
    }
    if (hasNewPart) {
      outstanding.append(sender, segment, sender.sndMax(), end, order);
      countFirst(segment.payloadLength - oldBytes, segment, sender, receiver);
    }
  }

  private void enterUntimed(Segment segment, HalfFlow sender, HalfFlow receiver) {
    boolean inOrder = !sender.is(HalfFlow.HAS_SENT) || segment.seq == sender.sndMax();
    if (!inOrder && ReorderingRules.isReorderedUntimed(segment, sender, receiver)) {
      countReordering(segment, sender, receiver);
    }
  }

  private void countReordering(Segment segment, HalfFlow sender, HalfFlow receiver) {
    handler.onReordering(
        segment, WireSegments.count(segment.payloadLength, segment, sender, receiver));
  }

  private void countFirst(int bytes, Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (bytes > 0) {
      int wireSegments = WireSegments.count(bytes, segment, sender, receiver);
      completeness.onFirstTransmission(bytes, wireSegments, receiver);
      handler.onFirstTransmission(sender, segment, wireSegments);
      listener.onTransmission(segment, wireSegments, false);
    }
  }
}
