package io.rttd.analyze.htmlreport;

import io.rttd.model.Address;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/** A connection whose events are recorded while it is interesting. Not thread-safe. */
final class TracedConnection {
  /** Size of an instance without its events, counted in events. */
  private static final int OWN_EVENTS = 8;

  private final Ends ends;
  private final long firstFrame;
  private SequenceTrace fromFirst;
  private SequenceTrace fromSecond;
  private int serverPort = -1;
  private long bytes;
  private long retransmits;
  private long longestNs;

  /** The two ends of a connection; the first one sent the first packet. */
  record Ends(Address first, int firstPort, Address second, int secondPort) {
    static Ends of(Segment segment) {
      return new Ends(
          new Address(segment.srcHi, segment.srcLo),
          segment.srcPort,
          new Address(segment.dstHi, segment.dstLo),
          segment.dstPort);
    }

    Ends reversed() {
      return new Ends(second, secondPort, first, firstPort);
    }
  }

  TracedConnection(Ends ends, long firstFrame) {
    this.ends = ends;
    this.firstFrame = firstFrame;
  }

  Ends ends() {
    return ends;
  }

  /** The packet with which its events begin. */
  long firstFrame() {
    return firstFrame;
  }

  boolean isBetween(Segment segment) {
    return isFromFirst(segment)
        || (isEnd(segment.srcHi, segment.srcLo, segment.srcPort, ends.second, ends.secondPort)
            && isEnd(segment.dstHi, segment.dstLo, segment.dstPort, ends.first, ends.firstPort));
  }

  private boolean isFromFirst(Segment segment) {
    return isEnd(segment.srcHi, segment.srcLo, segment.srcPort, ends.first, ends.firstPort)
        && isEnd(segment.dstHi, segment.dstLo, segment.dstPort, ends.second, ends.secondPort);
  }

  private static boolean isEnd(long hi, long lo, int port, Address address, int itsPort) {
    return lo == address.lo() && hi == address.hi() && port == itsPort;
  }

  /** Learns from a SYN which end is the server. */
  void onSegment(Segment segment) {
    if (segment.has(TcpFlags.SYN)) {
      serverPort = segment.has(TcpFlags.ACK) ? segment.srcPort : segment.dstPort;
    }
  }

  /** Port of the end that a SYN shows to be the server; -1 if none was captured. */
  int serverPort() {
    return serverPort;
  }

  void onSent(long bytesSent, boolean again) {
    bytes += bytesSent;
    retransmits += again ? 1 : 0;
  }

  void onSample(long rttNs) {
    longestNs = Math.max(longestNs, rttNs);
  }

  /** The trace of the direction from a segment's source. */
  SequenceTrace fromSource(Segment segment) {
    return from(isFromFirst(segment));
  }

  /** The trace of the direction from a segment's destination. */
  SequenceTrace fromDestination(Segment segment) {
    return from(!isFromFirst(segment));
  }

  private SequenceTrace from(boolean first) {
    if (first) {
      fromFirst = fromFirst == null ? new SequenceTrace() : fromFirst;
      return fromFirst;
    }
    fromSecond = fromSecond == null ? new SequenceTrace() : fromSecond;
    return fromSecond;
  }

  /** The trace of what this end sent; null if nothing was recorded. */
  SequenceTrace from(Address address, int port) {
    return address.equals(ends.first) && port == ends.firstPort ? fromFirst : fromSecond;
  }

  /** Number of recorded events. */
  int events() {
    return (fromFirst == null ? 0 : fromFirst.count())
        + (fromSecond == null ? 0 : fromSecond.count());
  }

  /** Memory used, in events. */
  int capacity() {
    return OWN_EVENTS
        + (fromFirst == null ? 0 : fromFirst.capacity())
        + (fromSecond == null ? 0 : fromSecond.capacity());
  }

  long bytes() {
    return bytes;
  }

  long retransmits() {
    return retransmits;
  }

  /** Its longest sample. */
  long longestNs() {
    return longestNs;
  }
}
