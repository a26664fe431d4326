package io.rttd.engine.rtt;

import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;

/**
 * One end of {@link SlowModel}'s connection: what it sent and is not acknowledged yet, and what it
 * said last. Judges nothing.
 */
final class SlowEnd {
  final List<Piece> pieces = new ArrayList<>();
  Long max;
  Long una;
  Long isn;
  Long shortest;
  Transmission probe;
  boolean probedOnce;
  boolean misled;
  boolean doubted;
  boolean zeroWindow;
  int window;
  boolean toldOfHoles;
  int sackedSinceAdvance;
  boolean fin;
  boolean rst;
  int mss;
  int largest;
  long clock;

  record Transmission(
      long start, long end, long timeNs, long frame, boolean ts, int val, SegmentKind kind) {
    Transmission withoutSyn(boolean fin) {
      return new Transmission(
          start + 1, end, timeNs, frame, ts, val, fin ? SegmentKind.FIN : SegmentKind.DATA);
    }
  }

  static final class Piece {
    long start;
    long end;
    SegmentKind kind;
    boolean cut;
    boolean late;
    boolean sacked;
    boolean fin;
    long lastSent;
    final List<Transmission> transmissions = new ArrayList<>();

    boolean sentOnce() {
      return transmissions.size() == 1;
    }

    boolean remembersAll() {
      return transmissions.size() <= 1 + OutstandingSegments.MAX_RESENDS_PER_SLOT;
    }

    Transmission first() {
      return transmissions.get(0);
    }

    void removeSyn() {
      start++;
      kind = fin ? SegmentKind.FIN : SegmentKind.DATA;
      transmissions.set(0, first().withoutSyn(fin));
    }
  }

  /** Sends a segment to the peer: it enters what is outstanding, unless it is none to be timed. */
  void send(Segment s, long seq, SlowEnd peer) {
    boolean syn = s.has(TcpFlags.SYN);
    boolean isFin = s.has(TcpFlags.FIN);
    if (syn) {
      isn = seq;
      mss = s.mss > 0 ? s.mss : mss;
    }
    long used = (long) s.payloadLength + (syn ? 1 : 0) + (isFin ? 1 : 0);
    boolean keepAlive =
        !syn
            && !isFin
            && (s.payloadLength == 0 || (s.payloadLength == 1 && pieces.isEmpty()))
            && max != null
            && seq == max - 1;
    boolean intoClosedWindow = !syn && s.payloadLength > 0 && peer.zeroWindow;
    if (s.has(TcpFlags.RST)) {
      rst = true;
    } else if (keepAlive) {
      if (!peer.zeroWindow) {
        probedOnce = probe == null;
        probe =
            probe != null
                ? probe
                : new Transmission(
                    seq, max, s.timeNs, s.frame, s.hasTimestamps, s.tsVal, SegmentKind.PROBE);
      }
    } else if (used > 0 && !intoClosedWindow) {
      fin |= isFin;
      largest = Math.max(largest, s.payloadLength);
      clock++;
      SegmentKind kind = syn ? SegmentKind.SYN : isFin ? SegmentKind.FIN : SegmentKind.DATA;
      Transmission t =
          new Transmission(seq, seq + used, s.timeNs, s.frame, s.hasTimestamps, s.tsVal, kind);
      List<Piece> again =
          max == null || max <= seq
              ? List.of()
              : pieces.stream().filter(p -> seq < p.end && p.start < seq + used).toList();
      for (Piece p : again) {
        p.transmissions.add(t);
        p.lastSent = clock;
      }
      boolean overlaps = max != null && seq < max && max < t.end;
      if (overlaps
          || (again.isEmpty() && (max == null || max <= seq || una == null || una < t.end))) {
        Piece p = new Piece();
        p.start = overlaps ? max : seq;
        p.late = una != null && p.start < una;
        p.end = t.end;
        p.kind = kind;
        p.fin = isFin;
        p.lastSent = clock;
        p.transmissions.add(t);
        pieces.add(p);
        pieces.sort((a, b) -> Long.compare(a.start, b.start));
      }
      max = max == null ? t.end : Math.max(max, t.end);
    }
    zeroWindow = s.window == 0;
    if (!syn && !s.has(TcpFlags.RST)) {
      window = s.window;
      toldOfHoles = s.sackCount > 0;
    }
  }

  /** Whether a SYN of this number is none of what was sent so far. */
  boolean isOfAnother(long seq) {
    if (isn != null) {
      return isn != seq;
    }
    if (max == null) {
      return false;
    }
    return una == null ? max <= seq || max - seq - 1 > 65_535 : una != seq + 1;
  }

  /** Whether the peer would believe this RST (RFC 5961 3), as far as a capture can tell. */
  boolean mayReset(Segment s, long seq, long ack, SlowEnd peer) {
    if (max == null && una == null) {
      return peer.isn == null || (s.has(TcpFlags.ACK) && peer.isn < ack && ack <= peer.max);
    }
    if (una != null && una == seq) {
      return true;
    }
    long oldest = una == null ? max - (1 << 20) : una;
    long newest = max == null ? una : max;
    return Math.min(oldest, newest) <= seq && seq <= Math.max(oldest, newest) + 65_535;
  }

  /** Marks what an ACK newly reports as received; the piece that caused the ACK, or null. */
  Piece newlySacked(Segment s) {
    Piece cause = null;
    for (int i = 0; i < s.sackCount; i++) {
      long left = s.sackLeft(i) & 0xFFFF_FFFFL;
      long right = s.sackRight(i) & 0xFFFF_FFFFL;
      if (left >= right || right > max) {
        continue;
      }
      List<Piece> newly =
          pieces.stream().filter(p -> !p.sacked && left <= p.start && p.end <= right).toList();
      Piece last =
          newly.stream().filter(p -> p.end == right && p.sentOnce()).findFirst().orElse(null);
      newly.forEach(p -> p.sacked = true);
      if (cause == null
          && last != null
          && newly.stream().noneMatch(p -> p.lastSent > last.lastSent)) {
        cause = last;
      }
    }
    return cause;
  }
}
