package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;

/**
 * Fast path for nearly every segment: data that continues what its sender sent, and ACKs that end
 * where an outstanding segment does, if everything they cover was sent once and in order.
 *
 * <p>The idea: the flags of both ends show at a glance that no rare state applies. Then one pass
 * over the covered slots does what {@link CumulativeAckRules}, {@link OutstandingSegments} and
 * {@link Transmissions} do in several, and the JIT compiler gets little code. Everything else is
 * left to those: each method here handles a segment completely, or changes nothing and returns
 * false.
 */
final class UsualSegments {
  private static final int BOUNDARIES = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;

  /** Flags of an end whose data is acknowledged: these must be set … */
  private static final int REQUIRED = HalfFlow.HAS_SENT | HalfFlow.HAS_ACKED;

  /** … and these must not be. */
  private static final int EXCLUDED =
      HalfFlow.THINNED | HalfFlow.PROBED | HalfFlow.MISLED | HalfFlow.DOUBTED;

  private static final int REMEMBERED = HalfFlow.ZERO_WINDOW | HalfFlow.REPORTED_HOLES;

  private final OutstandingSegments outstanding;
  private final SegmentSlots slots;
  private final CompletenessCount completeness;
  private final VerdictEmitter emitter;
  private final MatchHandler handler;
  private final VerdictListener listener;

  UsualSegments(
      OutstandingSegments outstanding,
      CompletenessCount completeness,
      VerdictEmitter emitter,
      MatchHandler handler,
      VerdictListener listener) {
    this.outstanding = outstanding;
    this.slots = outstanding.slots();
    this.completeness = completeness;
    this.emitter = emitter;
    this.handler = handler;
    this.listener = listener;
  }

  /** Whether a segment may be a usual one: it neither begins nor ends a connection. */
  static boolean mayBe(Segment segment) {
    return (segment.flags & BOUNDARIES) == 0;
  }

  /** Judges an ACK without SACK blocks that covers nothing, or whole segments sent in order. */
  boolean acknowledges(Segment ack, HalfFlow dataSender, HalfFlow acknowledger) {
    int una = dataSender.sndUna();
    int sndMax = dataSender.sndMax();
    if ((dataSender.flags() & (REQUIRED | EXCLUDED)) != REQUIRED
        || ack.sackCount != 0
        || before(sndMax, una)) {
      return false;
    }
    if (!before(una, ack.ack)) {
      return true;
    }
    return !before(sndMax, ack.ack)
        && !acknowledger.isAmongHoles()
        && dataSender.stride() == 1
        && dataSender.is(HalfFlow.HAS_ISN | HalfFlow.COVERED)
        && advances(ack, dataSender, acknowledger, una);
  }

  private boolean advances(Segment ack, HalfFlow dataSender, HalfFlow acknowledger, int una) {
    int fullSize = CumulativeAckRules.fullSize(ack, dataSender, acknowledger);
    int hit = dataSender.head();
    int latest = hit;
    int fullSized = 0;
    int covered = 0;
    while (true) {
      if (hit == Slab.NIL || !slots.isUsual(hit)) {
        return false;
      }
      int start = slots.start(hit);
      int end = slots.end(hit);
      boolean inOrder = slots.order(hit) - slots.order(latest) >= 0;
      if (!inOrder || before(start, una) || before(ack.ack, end)) {
        return false;
      }
      latest = hit;
      covered += end - start;
      fullSized += CumulativeAckRules.fullSegments(end - start, fullSize);
      if (end == ack.ack) {
        break;
      }
      hit = slots.next(hit);
    }
    completeness.onUsualAdvance(ack.ack - una, covered);
    HoldReason holdReason =
        ack.payloadLength == 0
            ? DelayedAckRules.ofFullSegments(fullSized, ack, acknowledger)
            : HoldReason.RIDES_ON_DATA;
    emitter.emit(Verdict.EXACT, hit, holdReason, ack, dataSender);
    outstanding.removeUpTo(hit, dataSender, ack);
    dataSender.setSndUna(ack.ack);
    return true;
  }

  /** Handles a segment that continues its sender's data, or that only acknowledges. */
  boolean sends(Segment segment, HalfFlow sender, HalfFlow receiver) {
    int flags = sender.flags();
    int sndMax = sender.sndMax();
    int payload = segment.payloadLength;
    boolean hasSent = (flags & HalfFlow.HAS_SENT) != 0;
    if (payload == 0) {
      if (hasSent && segment.seq == sndMax - 1) {
        return false; // a keep-alive
      }
    } else if (payload < 0
        || !hasSent
        || segment.seq != sndMax
        || receiver.is(HalfFlow.ZERO_WINDOW)
        || ((flags & HalfFlow.HAS_ACKED) != 0 && before(sndMax, sender.sndUna()))
        || !sendsData(segment, sender, receiver)) {
      return false;
    }
    int remembered =
        (segment.window == 0 ? HalfFlow.ZERO_WINDOW : 0)
            | (segment.sackCount > 0 ? HalfFlow.REPORTED_HOLES : 0);
    if ((flags & REMEMBERED) != remembered) {
      sender.setFlags((flags & ~REMEMBERED) | remembered);
    }
    sender.setWindow(segment.window);
    return true;
  }

  private boolean sendsData(Segment segment, HalfFlow sender, HalfFlow receiver) {
    int bytes = segment.payloadLength;
    int end = segment.seq + bytes;
    int mss = receiver.mss();
    if (bytes > sender.largestPayload() || (mss == 0 && bytes > sender.largestOrdinaryPayload())) {
      return false;
    }
    if ((segment.timed & Segment.TIMED_SRC) == 0) {
      listener.onUntimed(segment, UntimedReason.DIRECTION);
      sender.setSndMax(end);
      return true;
    }
    if (sender.stride() != 1 || !outstanding.appendInOrder(sender, segment, end)) {
      return false;
    }
    int wireSegments = WireSegments.count(bytes, segment, sender, receiver);
    completeness.onFirstTransmission(bytes, wireSegments, receiver);
    handler.onFirstTransmission(sender, segment, wireSegments);
    listener.onTransmission(segment, wireSegments, false);
    sender.setSndMax(end);
    return true;
  }
}
