package io.rttd.analyze.connection;

import io.rttd.model.Address;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.Service;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.TupleHash;
import java.util.concurrent.TimeUnit;

/** One connection, as read so far. Its first end is the one that sent the first packet. */
final class TrackedConnection {
  /** Size of an instance with its directions and its place in the tables. */
  static final int BYTES = 136 + 2 * TrackedDirection.BYTES + 20;

  private static final long CONNECT_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  private enum Client {
    UNKNOWN,
    FIRST,
    SECOND
  }

  private final int number;
  private final long firstHi;
  private final long firstLo;
  private final int firstPort;
  private final long secondHi;
  private final long secondLo;
  private final int secondPort;
  private final long firstFrame;
  private final TrackedDirection fromFirst = new TrackedDirection();
  private final TrackedDirection fromSecond = new TrackedDirection();
  private Client client = Client.UNKNOWN;
  private boolean reset;
  private boolean resetBeforeFins;
  private boolean refused;
  private boolean replaced;
  private long lastFrame;
  private long firstNs = Segment.NO_TIME;
  private long lastNs = Segment.NO_TIME;
  private long handshakeNs = ConnectionReport.NO_HANDSHAKE;
  private TimeDistribution response = TimeDistribution.EMPTY;

  TrackedConnection(int number, Segment first) {
    this.number = number;
    firstHi = first.srcHi;
    firstLo = first.srcLo;
    firstPort = first.srcPort;
    secondHi = first.dstHi;
    secondLo = first.dstLo;
    secondPort = first.dstPort;
    firstFrame = first.frame;
  }

  boolean isBetween(Segment segment) {
    return isFromFirst(segment)
        || (segment.srcPort == secondPort
            && segment.dstPort == firstPort
            && segment.srcLo == secondLo
            && segment.dstLo == firstLo
            && segment.srcHi == secondHi
            && segment.dstHi == firstHi);
  }

  private boolean isFromFirst(Segment segment) {
    return segment.srcPort == firstPort
        && segment.dstPort == secondPort
        && segment.srcLo == firstLo
        && segment.dstLo == secondLo
        && segment.srcHi == firstHi
        && segment.dstHi == secondHi;
  }

  long hashBy(TupleHash hash) {
    return hash.ofFlow(firstHi, firstLo, firstPort, secondHi, secondLo, secondPort);
  }

  /** The direction from a segment's source. */
  TrackedDirection fromSource(Segment segment) {
    return isFromFirst(segment) ? fromFirst : fromSecond;
  }

  /** The direction from a segment's destination. */
  TrackedDirection fromDestination(Segment segment) {
    return isFromFirst(segment) ? fromSecond : fromFirst;
  }

  /**
   * Whether a segment between the same ends begins another connection: a SYN that neither repeats
   * nor answers one of this connection, nor was captured after the data that follows it.
   */
  boolean isReplacedBy(Segment segment) {
    if (!opens(segment)) {
      return replaced;
    }
    TrackedDirection sender = fromSource(segment);
    TrackedDirection other = fromDestination(segment);
    if (segment.has(TcpFlags.ACK)) {
      return isReplacedByAnswer(segment, sender, other);
    }
    if (sender.hasSyn()) {
      return sender.isn() != segment.seq || reset;
    }
    boolean answers = other.hasSyn() && !sender.hasData();
    return !isEarlier(segment) && (hasEnded() || !(answers || sender.beginsAfter(segment)));
  }

  /** Whether a segment was captured out of order: before anything else of the connection. */
  private boolean isEarlier(Segment segment) {
    return segment.timeNs != Segment.NO_TIME && segment.timeNs < firstNs;
  }

  /** Whether it is a SYN with neither RST nor FIN, which no TCP sends together. */
  static boolean opens(Segment segment) {
    return (segment.flags & (TcpFlags.SYN | TcpFlags.RST | TcpFlags.FIN)) == TcpFlags.SYN;
  }

  private boolean isReplacedByAnswer(
      Segment answer, TrackedDirection server, TrackedDirection client) {
    if (client.hasSyn()) {
      boolean answersIt = answer.ack == client.isn() + 1;
      return !answersIt && server.hasSyn() && server.isn() != answer.seq && hasEnded();
    }
    if (server.hasSyn()) {
      return server.isn() != answer.seq;
    }
    boolean late = !server.hasSent() || server.beginsAfter(answer);
    return !isEarlier(answer) && (hasEnded() || !late);
  }

  /** Records that another connection between the same ends has begun. */
  void onReplaced() {
    replaced = true;
  }

  /**
   * Whether {@link #onReplaced} was called: later segments belong to a connection without a record.
   */
  boolean isReplaced() {
    return replaced;
  }

  void onSegment(Segment segment) {
    fromSource(segment).onSegment(segment);
    lastFrame = segment.frame;
    if (segment.timeNs != Segment.NO_TIME) {
      firstNs = firstNs == Segment.NO_TIME ? segment.timeNs : Math.min(firstNs, segment.timeNs);
      lastNs = Math.max(lastNs, segment.timeNs);
    }
    if (opens(segment) && client == Client.UNKNOWN) {
      boolean first = isFromFirst(segment) != segment.has(TcpFlags.ACK);
      client = first ? Client.FIRST : Client.SECOND;
    }
  }

  void onReset() {
    resetBeforeFins |= !hasFins();
    reset = true;
  }

  void onCount(Segment segment, boolean bySource, PairCounter counter, long amount) {
    if (counter == PairCounter.CONNECTS_REFUSED) {
      refused = true;
    }
    boolean ofSource = bySource || counter == PairCounter.OUT_OF_ORDER;
    (ofSource ? fromSource(segment) : fromDestination(segment)).onCount(counter, amount);
  }

  void onHandshake(long ns) {
    if (handshakeNs == ConnectionReport.NO_HANDSHAKE) {
      handshakeNs = ns;
    }
  }

  /** Records a response time. */
  void onResponse(long ns, RecordMemory memory) {
    response = response.with(ns, memory);
  }

  private boolean hasFins() {
    return fromFirst.hasFin() && fromSecond.hasFin();
  }

  private boolean hasEnded() {
    return reset || hasFins();
  }

  private ConnectionEnd end(long captureEndNs) {
    if (refused) {
      return ConnectionEnd.REFUSED;
    }
    if (hasEnded()) {
      return resetBeforeFins ? ConnectionEnd.RESET : ConnectionEnd.FIN;
    }
    if (fromFirst.hasFin() || fromSecond.hasFin()) {
      return ConnectionEnd.HALF_CLOSED;
    }
    return isUnanswered(captureEndNs) ? ConnectionEnd.UNANSWERED : ConnectionEnd.OPEN;
  }

  /** Follows RTT.md and the pairs' counter: a single SYN may still be answered. */
  private boolean isUnanswered(long captureEndNs) {
    boolean timedOut = firstNs != Segment.NO_TIME && captureEndNs - firstNs > CONNECT_TIMEOUT_NS;
    return client == Client.FIRST
        && fromFirst.hasSentSynsOnly()
        && !fromSecond.hasSent()
        && (fromFirst.synPackets() > 1 || replaced || timedOut);
  }

  /**
   * Creates the report of what is known so far.
   *
   * @param captureEndNs time of the capture's last packet
   */
  ConnectionReport toReport(ServicePorts services, long captureEndNs) {
    Service first = services.at(firstPort, false);
    Service second = services.at(secondPort, false);
    boolean byPort = client == Client.UNKNOWN && (first != null || second != null);
    boolean firstIsServer =
        byPort
            ? first != null && (second == null || firstPort < secondPort)
            : client == Client.SECOND;
    boolean known = byPort || client != Client.UNKNOWN;
    Service service = firstIsServer ? first : second;
    Endpoint a = new Endpoint(new Address(firstHi, firstLo), firstPort);
    Endpoint b = new Endpoint(new Address(secondHi, secondLo), secondPort);
    TrackedDirection fromServer = firstIsServer ? fromFirst : fromSecond;
    TrackedDirection fromClient = firstIsServer ? fromSecond : fromFirst;
    return new ConnectionReport(
        number,
        firstIsServer ? b : a,
        firstIsServer ? a : b,
        known,
        known && service != null ? service.name() : "",
        fromClient.hasSyn(),
        firstFrame,
        lastFrame,
        firstNs,
        lastNs,
        end(captureEndNs),
        handshakeNs,
        response.copy(),
        fromClient.toReport(),
        fromServer.toReport());
  }
}
