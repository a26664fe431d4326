package io.rttd.engine.rtt;

import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/**
 * Tracks how connections begin, stall and end: SYNs and their answers, zero windows, resets.
 *
 * <p>The idea: at any moment, an end of a flow is in at most one of a few conditions: its SYN is
 * unanswered, it has not yet confirmed the answer, or its window is closed. One word per end, its
 * condition, holds which of these applies and since when; nothing is stored per packet. A SYN that
 * is sent again continues the wait (RFC 9293 3.8.3).
 *
 * <p>A condition is the time at which it began, in units of 16 ns, with its kind in the lowest four
 * bits. Time is an argument; a packet without one ends a condition without a length. One instance
 * per shard, on its thread.
 *
 * <p>Data counts for its direction, and only if it is timed. Connections count for the end that
 * opened them or, if only the other direction is timed, for that one: in host mode, {@code src} is
 * the local end of incoming connections, too.
 */
public final class ConnectionTracker {
  private static final int BOUNDARIES = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;

  private static final long KIND_MASK = 7;

  /** The connection counts for the other end. */
  private static final long REVERSED = 8;

  private static final long TIME_MASK = ~(KIND_MASK | REVERSED);

  /** The time of a condition that began with a packet without a time. */
  private static final long UNKNOWN = 0;

  private static final long EARLIEST_NS = ~TIME_MASK + 1;

  private static final int NOTHING = 0;
  private static final int CONNECTING = 1;
  private static final int CONNECTING_AGAIN = 2;
  private static final int CLOSED_WINDOW = 3;
  private static final int ANSWERED = 4;

  private final PairCountHandler handler;

  /** Creates a tracker that reports counts to a handler. */
  public ConnectionTracker(PairCountHandler handler) {
    this.handler = handler;
  }

  /**
   * Handles the next segment of a flow, before the {@link RttMatcher} does.
   *
   * @param sender state of the end that sent it
   * @param receiver state of the end that receives it
   */
  public void onSegment(Segment segment, HalfFlow sender, HalfFlow receiver) {
    boolean usual = (segment.flags & BOUNDARIES) == 0;
    if (usual && segment.window != 0 && sender.condition() == NOTHING) {
      return;
    }
    if (segment.has(TcpFlags.RST) && !segment.has(TcpFlags.SYN)) {
      if (Plausibility.mayReset(segment, sender, receiver)) {
        onReset(segment, sender, receiver);
      }
    } else if (segment.has(TcpFlags.SYN)) {
      onSyn(segment, sender, receiver);
    } else {
      onWindow(segment, sender, receiver);
      if (segment.has(TcpFlags.FIN) && receiver.hasFinished()) {
        onLastFin(segment, sender, receiver);
      }
    }
  }

  /**
   * Counts a connection that has waited too long for its answer.
   *
   * @param addresses its source is this end
   * @param half an end of a flow
   * @param latestNs SYNs sent up to this time count
   */
  public void expire(Segment addresses, HalfFlow half, long latestNs) {
    boolean hasTime = sinceNs(half) != UNKNOWN || latestNs == Long.MAX_VALUE;
    if (isConnecting(half) && hasTime && sinceNs(half) <= latestNs) {
      boolean reversed = (half.condition() & REVERSED) != 0;
      half.setCondition(NOTHING);
      handler.onCount(addresses, !reversed, PairCounter.CONNECTS_UNANSWERED, 1);
    }
  }

  /**
   * At the end of a capture, counts a connection whose SYN was sent again without an answer, and
   * the time for which a window has been closed.
   *
   * @param addresses its source is this end, its time the end of the capture
   */
  public void finish(Segment addresses, HalfFlow half) {
    if (kind(half) == CONNECTING_AGAIN) {
      expire(addresses, half, Long.MAX_VALUE);
    }
    endClosedWindow(addresses, true, half);
  }

  /**
   * At a report, counts how long a window has been closed, since it closed or since the last
   * report.
   *
   * @param addresses its source is this end, its time that of the report
   * @param half this end
   * @return whether it is closed
   */
  public boolean countClosedWindow(Segment addresses, HalfFlow half) {
    if (kind(half) != CLOSED_WINDOW) {
      return false;
    }
    long sinceNs = sinceNs(half);
    long untilNs = addresses.timeNs & TIME_MASK;
    if (sinceNs != UNKNOWN && untilNs > sinceNs) {
      half.setCondition(condition(CLOSED_WINDOW, untilNs));
      handler.onCount(addresses, false, PairCounter.ZERO_WINDOW_NS, untilNs - sinceNs);
    }
    return true;
  }

  /** Whether an end keeps its window closed. */
  public static boolean hasClosedWindow(HalfFlow half) {
    return kind(half) == CLOSED_WINDOW;
  }

  private void onSyn(Segment syn, HalfFlow sender, HalfFlow receiver) {
    if (syn.has(TcpFlags.ACK)) {
      if (isConnecting(receiver) && isWithinSyn(syn.ack, receiver)) {
        receiver.setCondition(ANSWERED);
      }
      return;
    }
    boolean same = sender.is(HalfFlow.HAS_ISN) && sender.isn() == syn.seq;
    boolean mayGoOn = isConnecting(sender) || !(sender.hasReset() || receiver.hasReset());
    if (same && mayGoOn) {
      if (kind(sender) == CONNECTING) {
        sender.setCondition((sender.condition() & ~KIND_MASK) | CONNECTING_AGAIN);
      }
      return;
    }
    if (isConnecting(receiver) && syn.timed != (Segment.TIMED_SRC | Segment.TIMED_DST)) {
      return; // Both ends connect at once (RFC 9293 3.5), which is one connection of this host.
    }
    expire(syn, sender, Long.MAX_VALUE);
    endClosedWindow(syn, true, sender);
    endClosedWindow(syn, false, receiver);
    boolean reversed = (syn.timed & Segment.TIMED_SRC) == 0;
    handler.onCount(syn, !reversed, PairCounter.CONNECTS, 1);
    sender.setCondition(condition(CONNECTING, syn.timeNs) | (reversed ? REVERSED : 0));
    if (!isConnecting(receiver)) {
      receiver.setCondition(NOTHING);
    }
  }

  private void onReset(Segment reset, HalfFlow sender, HalfFlow receiver) {
    if (isConnecting(receiver) && reset.has(TcpFlags.ACK) && !isWithinSyn(reset.ack, receiver)) {
      return; // forged: no TCP would accept it (RFC 9293 3.10.7.3)
    }
    if (isConnecting(sender) && !isWithinSyn(reset.seq, sender)) {
      return; // It ends what the other end has left of an earlier connection (RFC 9293 3.5.1).
    }
    if (isConnecting(receiver)) {
      boolean reversed = (receiver.condition() & REVERSED) != 0;
      handler.onCount(reset, reversed, PairCounter.CONNECTS_REFUSED, 1);
    } else if (isEstablished(sender, receiver)) {
      boolean srcTimed = (reset.timed & Segment.TIMED_SRC) != 0;
      handler.onCount(reset, srcTimed, PairCounter.RESETS, 1);
    }
    endClosedWindow(reset, true, sender);
    endClosedWindow(reset, false, receiver);
    sender.setCondition(NOTHING);
    receiver.setCondition(NOTHING);
  }

  /** Whether a number follows the SYN of an end, or the data in it. */
  private static boolean isWithinSyn(int number, HalfFlow connecting) {
    return number - connecting.isn() > 0 && number - connecting.sndMax() <= 0;
  }

  private static boolean isEstablished(HalfFlow sender, HalfFlow receiver) {
    boolean inHandshake = kind(sender) == ANSWERED || kind(receiver) == ANSWERED;
    return !inHandshake
        && (sender.hasSent() || receiver.hasSent())
        && !isConnecting(sender)
        && !sender.hasReset()
        && !receiver.hasReset()
        && !(sender.hasFinished() && receiver.hasFinished());
  }

  private void onWindow(Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (isConnecting(sender) || kind(sender) == ANSWERED) {
      sender.setCondition(NOTHING); // It continues, so it had an answer, captured or not.
    }
    if (segment.window != 0) {
      endClosedWindow(segment, true, sender);
    } else if (kind(sender) == NOTHING
        && !segment.has(TcpFlags.FIN)
        && !(sender.hasFinished() && receiver.hasFinished())
        && (segment.timed & Segment.TIMED_DST) != 0) {
      sender.setCondition(condition(CLOSED_WINDOW, segment.timeNs));
      handler.onCount(segment, false, PairCounter.ZERO_WINDOWS, 1);
    }
  }

  /** Neither end sends any more, so windows no longer matter. */
  private void onLastFin(Segment fin, HalfFlow sender, HalfFlow receiver) {
    boolean isProbe = fin.payloadLength > 0 && receiver.is(HalfFlow.ZERO_WINDOW);
    if (!isProbe) {
      endClosedWindow(fin, true, sender);
      endClosedWindow(fin, false, receiver);
    }
  }

  /** Counts for the pair whose data the window limits, which the other end sends. */
  private void endClosedWindow(Segment segment, boolean bySource, HalfFlow half) {
    if (kind(half) != CLOSED_WINDOW) {
      return;
    }
    long sinceNs = sinceNs(half);
    half.setCondition(NOTHING);
    if (segment.timeNs > sinceNs && sinceNs != UNKNOWN) {
      handler.onCount(segment, !bySource, PairCounter.ZERO_WINDOW_NS, segment.timeNs - sinceNs);
    }
  }

  private static boolean isConnecting(HalfFlow half) {
    int kind = kind(half);
    return kind == CONNECTING || kind == CONNECTING_AGAIN;
  }

  private static long condition(int kind, long timeNs) {
    long sinceNs = timeNs == Segment.NO_TIME ? UNKNOWN : Math.max(EARLIEST_NS, timeNs);
    return (sinceNs & TIME_MASK) | kind;
  }

  private static int kind(HalfFlow half) {
    return (int) (half.condition() & KIND_MASK);
  }

  private static long sinceNs(HalfFlow half) {
    return half.condition() & TIME_MASK;
  }
}
