package io.rttd.engine.rtt;

import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import org.agrona.UnsafeApi;

/**
 * Measures how long servers take to answer: from the last segment of a request to the first of the
 * answer, at the capture point.
 *
 * <p>The idea: a request is data of the client, after which it is silent; the answer is the data of
 * the server that follows. That is certain only if the two did not cross: the request acknowledges
 * everything that the server sent, and the answer acknowledges the whole request. So if either does
 * not, or if data is missing, reordered or sent again, the exchange gives no time, and neither does
 * the next one, which may still belong to it.
 *
 * <p>A client that writes a second time before the answer may have sent a second request. More than
 * a millisecond after a complete write, that is taken for a crossing. Sooner, it is one request in
 * pieces, and the exchange counts. In either case, later single requests count only once a second
 * answer would have come: {@value #ANSWERS_LATER} times the longest response since then, after the
 * last answer.
 *
 * <p>The client is the end that sent the SYN. Where the capture missed the handshake, nothing is
 * measured until {@link #setServer} says who the server is.
 *
 * <p>State is one word per flow, shared by both ends: in the lowest bits which end is the client
 * and what the exchange waits for, above them when the request's last segment passed (with the
 * answer to several writes: until when single requests are doubted), in ns modulo 26 days. Nothing
 * is stored per packet. Time is an argument. One instance per shard, on its thread.
 */
public final class ResponseTracker {
  /** Called for each response that was measured. */
  @FunctionalInterface
  public interface Handler {
    /**
     * A server answered.
     *
     * @param answer the first segment of the answer; valid only during the call
     * @param server the end that sent it
     * @param client the end that it answers
     * @param responseNs how long it took
     */
    void onResponse(Segment answer, HalfFlow server, HalfFlow client, long responseNs);
  }

  /** Requests whose pieces follow each other within this time are one request. */
  private static final long WRITES_OF_ONE_REQUEST_NS = 1_000_000;

  private static final long ANSWERS_LATER = 4;

  private static final int FIRST_IS_CLIENT = 1;
  private static final int SECOND_IS_CLIENT = 2;
  private static final int CLIENT_MASK = 3;

  private static final int PHASE_MASK = 7 << 2;

  /** No request yet. */
  private static final int IDLE = 0;

  /** There is a request. */
  private static final int REQUESTED = 1 << 2;

  /** There is a request, but what follows may answer an earlier one. */
  private static final int DOUBTED = 2 << 2;

  /** The answer has begun. */
  private static final int ANSWERED = 3 << 2;

  /** Both ends sent at the same time, or data is missing. */
  private static final int CROSSED = 4 << 2;

  /** The request's last segment ended a write. */
  private static final int WRITTEN = 1 << 5;

  /** There were several writes before an answer, so that further answers may be outstanding. */
  private static final int MANY = 1 << 6;

  /** With {@link #MANY}: the longest response since, as the exponent of a power of two, in ns. */
  private static final int LONGEST_SHIFT = 7;

  private static final int LONGEST_MASK = 63 << LONGEST_SHIFT;
  private static final int MANY_MASK = MANY | LONGEST_MASK;

  private static final int TIME_SHIFT = 13;
  private static final long TIME_MASK = -(1L << TIME_SHIFT);

  private final long longestNs;
  private final Handler handler;
  private final CaptureGaps gaps = new CaptureGaps();

  /**
   * Creates a tracker.
   *
   * @param longestNs longer responses count as this
   * @param handler called for each response
   */
  public ResponseTracker(long longestNs, Handler handler) {
    this.longestNs = longestNs;
    this.handler = handler;
  }

  /**
   * Handles the next segment of a flow, before the {@link RttMatcher} does.
   *
   * @param sender state of the end that sent it
   * @param receiver state of the end that receives it
   * @param fromFirst whether the sender is the flow's first end
   * @param address address of the flow's word
   */
  public void onSegment(
      Segment segment, HalfFlow sender, HalfFlow receiver, boolean fromFirst, long address) {
    if (segment.payloadLength == 0 && (segment.flags & (TcpFlags.SYN | TcpFlags.RST)) == 0) {
      return;
    }
    long word = UnsafeApi.getLong(address);
    if ((segment.flags & (TcpFlags.SYN | TcpFlags.RST)) != 0) {
      UnsafeApi.putLong(address, onControl(segment, sender, receiver, word, fromFirst));
      return;
    }
    int client = (int) word & CLIENT_MASK;
    if (client == 0) {
      return;
    }
    boolean fromClient = client == (fromFirst ? FIRST_IS_CLIENT : SECOND_IS_CLIENT);
    int phase = (int) word & PHASE_MASK;
    if (!fromClient && (phase == ANSWERED || phase == IDLE)) {
      return;
    }
    if (isKeepAlive(segment, sender)) {
      return;
    }
    long next =
        fromClient
            ? onRequest(segment, sender, receiver, word)
            : onAnswer(segment, sender, receiver, word);
    if (next != word) {
      UnsafeApi.putLong(address, next);
    }
  }

  /** Whether neither a SYN nor {@link #setServer} said which end is the server. */
  public boolean isServerUnknown(long address) {
    return (UnsafeApi.getLong(address) & CLIENT_MASK) == 0;
  }

  /**
   * Says which end of a flow is the server whose SYN was missed. A request may already be
   * unanswered, so the first response is doubted.
   *
   * @param first whether it is the flow's first end
   */
  public void setServer(long address, boolean first) {
    UnsafeApi.putLong(address, CROSSED | (first ? SECOND_IS_CLIENT : FIRST_IS_CLIENT));
  }

  /** Records that the capture skipped packets until this time: no response may span it. */
  public void gap(long timeNs) {
    gaps.add(timeNs);
  }

  private static long onControl(
      Segment segment, HalfFlow sender, HalfFlow receiver, long word, boolean fromFirst) {
    int client = (int) word & CLIENT_MASK;
    boolean answers = segment.has(TcpFlags.ACK);
    if (segment.has(TcpFlags.SYN) && (!answers || client == 0)) {
      client = fromFirst == answers ? SECOND_IS_CLIENT : FIRST_IS_CLIENT;
    }
    if (segment.has(TcpFlags.SYN) && !answers && beginsRequest(segment, sender)) {
      return segment.timeNs << TIME_SHIFT | REQUESTED | client;
    }
    boolean accepts =
        segment.has(TcpFlags.SYN)
            && answers
            && ((int) word & PHASE_MASK) == REQUESTED
            && segment.payloadLength == 0
            && segment.ack == receiver.sndMax();
    return accepts ? word : client | IDLE;
  }

  /** Whether a SYN has data (RFC 7413) and was not sent before. */
  private static boolean beginsRequest(Segment syn, HalfFlow client) {
    boolean again = client.is(HalfFlow.HAS_ISN) && client.isn() == syn.seq && !client.hasReset();
    return syn.payloadLength > 0 && syn.timeNs != Segment.NO_TIME && !again;
  }

  private long onRequest(Segment segment, HalfFlow client, HalfFlow server, long word) {
    int end = (int) word & CLIENT_MASK;
    int phase = (int) word & PHASE_MASK;
    long many = word & MANY_MASK;
    if (segment.timeNs == Segment.NO_TIME || !followsAll(segment, client, server)) {
      return end | CROSSED | many;
    }
    boolean goesOn = phase == REQUESTED || phase == DOUBTED;
    boolean another = goesOn && (word & WRITTEN) != 0;
    if (another && sinceNs(word, segment) > WRITES_OF_ONE_REQUEST_NS) {
      return end | CROSSED | MANY | many;
    }
    boolean doubts = many != 0 && phase == ANSWERED && sinceNs(word, segment) < 0;
    boolean inPieces = another && (many != 0 || phase == REQUESTED);
    boolean isDoubted = phase == CROSSED || doubts || (phase == DOUBTED && !inPieces);
    if (phase == ANSWERED && !doubts) {
      many = 0;
    } else if (inPieces) {
      many |= MANY;
    }
    return segment.timeNs << TIME_SHIFT
        | many
        | (endsWrite(segment, server) ? WRITTEN : 0)
        | (isDoubted ? DOUBTED : REQUESTED)
        | end;
  }

  private long onAnswer(Segment segment, HalfFlow server, HalfFlow client, long word) {
    int end = (int) word & CLIENT_MASK;
    int phase = (int) word & PHASE_MASK;
    if (phase == CROSSED) {
      return word;
    }
    if (segment.timeNs == Segment.NO_TIME || !followsAll(segment, server, client)) {
      return end | CROSSED | (word & MANY_MASK);
    }
    long ns = sinceNs(word, segment);
    if (phase == REQUESTED) {
      if (ns >= 0 && !gaps.isBetween(segment.timeNs - ns, segment.timeNs)) {
        handler.onResponse(segment, server, client, Math.min(ns, longestNs));
      }
    }
    return end | ANSWERED | ((word & MANY) == 0 ? 0 : doubtsAfter(segment, ns, word));
  }

  /** A request that comes late, and so is answered soon, must not shorten the doubts. */
  private static long doubtsAfter(Segment answer, long ns, long word) {
    int ceiling = Long.SIZE - Long.numberOfLeadingZeros(Math.max(1, ns) - 1);
    long longest = Math.max(ceiling, (word & LONGEST_MASK) >> LONGEST_SHIFT);
    long untilNs = answer.timeNs + (ANSWERS_LATER << longest);
    return untilNs << TIME_SHIFT | longest << LONGEST_SHIFT | MANY;
  }

  /**
   * Whether it continues its sender's data and acknowledges all of the other end's. A FIN may have
   * followed that data before it arrived.
   */
  private static boolean followsAll(Segment segment, HalfFlow sender, HalfFlow receiver) {
    return sender.is(HalfFlow.HAS_SENT)
        && receiver.is(HalfFlow.HAS_SENT)
        && segment.seq == sender.sndMax()
        && (segment.ack == receiver.sndMax()
            || (receiver.hasFinished() && segment.ack == receiver.sndMax() - 1));
  }

  private static boolean isKeepAlive(Segment segment, HalfFlow sender) {
    return segment.payloadLength == 1
        && sender.is(HalfFlow.HAS_SENT)
        && segment.seq == sender.sndMax() - 1;
  }

  /** PSH on a segment that is not full ends a write; on a full one, more may follow. */
  private static boolean endsWrite(Segment segment, HalfFlow receiver) {
    int size = receiver.mss() - (segment.hasTimestamps ? WireSegments.TIMESTAMPS_BYTES : 0);
    return segment.has(TcpFlags.PSH) && (size <= 0 || segment.payloadLength % size != 0);
  }

  private static long sinceNs(long word, Segment segment) {
    return ((segment.timeNs << TIME_SHIFT) - (word & TIME_MASK)) >> TIME_SHIFT;
  }
}
