package io.rttd.engine.rtt;

import io.rttd.engine.rtt.TcpFixture.Seen;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules again, written for the eye instead of the processor: everything is kept in lists of
 * transmissions and looked for from the beginning. Made to disagree with the matcher if either is
 * wrong. Sequence numbers are unwrapped longs: traffic for it must not span more than 2^31.
 */
final class SlowModel {
  final List<Seen> seen = new ArrayList<>();
  private final long maxRttNs;
  private End client = new End();
  private End server = new End();

  SlowModel(long maxRttNs) {
    this.maxRttNs = maxRttNs;
  }

  private record Transmission(
      long start, long end, long timeNs, long frame, boolean ts, int val, SegmentKind kind) {
    Transmission withoutSyn(boolean fin) {
      return new Transmission(
          start + 1, end, timeNs, frame, ts, val, fin ? SegmentKind.FIN : SegmentKind.DATA);
    }
  }

  private static final class Piece {
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

  private static final class End {
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
  }

  void onSegment(Segment s, boolean fromClient) {
    End me = fromClient ? client : server;
    End peer = fromClient ? server : client;
    long seq = s.seq & 0xFFFF_FFFFL;
    long ack = s.ack & 0xFFFF_FFFFL;
    if (s.has(TcpFlags.SYN)) {
      boolean anew = me.rst || peer.rst || (me.isn == null ? me.fin && peer.fin : me.isn != seq);
      if (anew) {
        me = new End();
        peer = s.has(TcpFlags.ACK) ? peer : new End();
        client = fromClient ? me : peer;
        server = fromClient ? peer : me;
      }
    }
    if (s.has(TcpFlags.RST) && !s.has(TcpFlags.SYN) && !mayReset(s, seq, ack, me, peer)) {
      return;
    }
    if (s.has(TcpFlags.ACK) && peer.max != null) {
      judge(s, ack, peer, me);
    }
    send(s, seq, me, peer);
  }

  private static boolean mayReset(Segment s, long seq, long ack, End me, End peer) {
    if (me.max == null && me.una == null) {
      return peer.isn == null || (s.has(TcpFlags.ACK) && peer.isn < ack && ack <= peer.max);
    }
    if (me.una != null && me.una == seq) {
      return true;
    }
    long oldest = me.una == null ? me.max - (1 << 20) : me.una;
    long newest = me.max == null ? me.una : me.max;
    return Math.min(oldest, newest) <= seq && seq <= Math.max(oldest, newest) + 65_535;
  }

  private void judge(Segment s, long ack, End sender, End acker) {
    boolean judged = false;
    Piece lowest = sender.pieces.isEmpty() ? null : sender.pieces.get(0);
    if (sender.una != null && sender.max < sender.una && ack <= sender.max) {
      if (lowest != null && lowest.end <= ack) {
        sender.una = lowest.start;
        sender.misled = true;
      }
    }
    boolean advances = sender.una == null || sender.una < ack;
    if (advances && ack - sender.max > 65_535 && !sender.doubted) {
      sender.doubted = true;
      if (!sender.pieces.isEmpty()) {
        emit(Verdict.UNSEEN, null, SegmentKind.DATA, HoldReason.FEW_SEGMENTS, s, sender);
      }
      return;
    }
    if (sender.una == null || sender.una < ack) {
      acker.sackedSinceAdvance = s.sackCount > 0 ? 1 : 0;
    } else if (sender.una == ack && s.sackCount > 0 && s.sequenceLength() == 0) {
      acker.sackedSinceAdvance++;
    }
    if (sender.una == null || sender.una < ack) {
      judged = advance(s, ack, sender, acker);
      sender.pieces.removeIf(p -> p.end <= ack);
      sender.una = ack;
      sender.doubted = false;
      sender.probe = null;
    } else if (sender.probe != null && ack == sender.max && isPure(s)) {
      judgeProbe(s, sender, acker);
    } else if (sender.probe != null && ack == sender.max && !(s.hasTimestamps && sender.probe.ts)) {
      sender.probe = null;
    }
    Piece cause = sackCause(s, sender);
    if (cause != null && !judged) {
      HoldReason reason =
          s.sequenceLength() > 0
              ? HoldReason.RIDES_ON_DATA
              : acker.sackedSinceAdvance <= 3 ? HoldReason.NONE : HoldReason.LATER_DUPLICATE;
      emit(Verdict.SACK, cause.first(), cause.kind, reason, s, sender);
    }
  }

  private static boolean isPure(Segment s) {
    return s.sequenceLength() == 0 && !s.has(TcpFlags.RST);
  }

  private void judgeProbe(Segment s, End sender, End acker) {
    Transmission probe = sender.probe;
    sender.probe = null;
    boolean fromProbe = acker.max != null && (s.seq & 0xFFFF_FFFFL) == acker.max - 1;
    boolean sure =
        (s.hasTimestamps && probe.ts)
            ? s.tsEcr == probe.val
            : s.window == acker.window && !fromProbe;
    long rtt = s.timeNs - probe.timeNs;
    boolean inTime = areTimed(probe.timeNs, s.timeNs) && rtt >= 0 && rtt <= maxRttNs;
    if (sure && sender.probedOnce && inTime) {
      emit(Verdict.EXACT, probe, SegmentKind.PROBE, HoldReason.NONE, s, sender);
    }
  }

  private static boolean areTimed(long sentNs, long ackNs) {
    return sentNs != Segment.NO_TIME && ackNs != Segment.NO_TIME;
  }

  private boolean advance(Segment s, long ack, End sender, End acker) {
    List<Piece> covered = sender.pieces.stream().filter(p -> p.end <= ack).toList();
    Piece cut =
        sender.pieces.stream().filter(p -> p.start < ack && ack < p.end).findFirst().orElse(null);
    if (covered.isEmpty() && cut == null) {
      return false;
    }
    boolean synAlone =
        covered.isEmpty()
            && cut.kind == SegmentKind.SYN
            && sender.isn != null
            && cut.start == sender.isn
            && ack == sender.isn + 1;
    Piece hit =
        synAlone ? cut : covered.stream().filter(p -> p.end == ack).findFirst().orElse(null);
    int mss = acker.mss > 0 ? acker.mss - (s.hasTimestamps ? 12 : 0) : 0;
    long full = Math.max(1, mss > 0 ? mss : sender.largest);
    long fullSized = 0;
    for (Piece p : covered) {
      if (!p.sacked) {
        fullSized += (p.end - Math.max(p.start, sender.una == null ? p.start : sender.una)) / full;
      }
    }
    if (cut != null) {
      fullSized += (ack - Math.max(cut.start, sender.una == null ? cut.start : sender.una)) / full;
    }
    Piece at = hit != null ? hit : cut;
    Verdict v;
    boolean wasCut = at != null && (at.cut || (at.late && !sender.misled));
    boolean later = at != null && covered.stream().anyMatch(p -> p.lastSent > at.lastSent);
    if (ack > sender.max) {
      v = Verdict.UNSEEN;
    } else if (hit != null && hit.kind == SegmentKind.SYN && s.has(TcpFlags.RST)) {
      v = Verdict.REFUSED;
    } else if (hit != null) {
      v =
          !hit.sentOnce()
              ? Verdict.RETRANSMITTED
              : later ? Verdict.POST_LOSS : wasCut ? Verdict.PARTIALLY_ACKED : Verdict.EXACT;
    } else if (!covered.isEmpty() || cut.end - cut.start <= full || wasCut) {
      v = Verdict.CUMULATIVE;
    } else {
      v = !cut.sentOnce() ? Verdict.RETRANSMITTED : Verdict.PARTIAL;
    }
    Transmission timed = at == null ? null : at.first();
    SegmentKind kind = at == null ? SegmentKind.DATA : at.kind;
    if (v == Verdict.CUMULATIVE || (v == Verdict.UNSEEN && hit == null)) {
      timed = null;
      kind = SegmentKind.DATA;
    }
    if (s.hasTimestamps
        && s.timeNs != Segment.NO_TIME
        && (v == Verdict.RETRANSMITTED || v == Verdict.POST_LOSS)) {
      List<Transmission> named = new ArrayList<>();
      sender.pieces.stream()
          .filter(p -> p.start < ack)
          .flatMap(p -> p.transmissions.stream())
          .distinct()
          .forEach(named::add);
      named.removeIf(t -> !t.ts || t.val != s.tsEcr);
      if (named.size() == 1
          && sender.pieces.stream().filter(p -> p.start < ack).allMatch(Piece::remembersAll)
          && named.get(0).end <= ack
          && sender.pieces.stream()
              .filter(p -> p.start < ack)
              .flatMap(p -> p.transmissions.stream())
              .allMatch(t -> cannotBeTheCause(t, named.get(0), s, sender))) {
        v = Verdict.TIMESTAMP;
        timed = named.get(0);
        kind = timed.kind;
      }
    }
    boolean ofSyn = timed != null && kind == SegmentKind.SYN;
    HoldReason reason = reason(v, ofSyn, fullSized, s, acker);
    boolean unsure = sender.doubted && reason == HoldReason.NONE;
    emit(v, timed, kind, unsure ? HoldReason.FEW_SEGMENTS : reason, s, sender);
    if (synAlone) {
      cut.removeSyn();
    } else if (cut != null) {
      cut.cut = true;
    }
    return true;
  }

  private static boolean cannotBeTheCause(
      Transmission t, Transmission named, Segment ack, End sender) {
    if (t.timeNs == Segment.NO_TIME) {
      return false;
    }
    return t.timeNs <= named.timeNs
        || (sender.shortest != null && ack.timeNs - t.timeNs < sender.shortest);
  }

  private static HoldReason reason(Verdict v, boolean ofSyn, long fullSized, Segment s, End acker) {
    boolean pure = s.sequenceLength() == 0;
    boolean rst = s.has(TcpFlags.RST);
    if (ofSyn && (s.has(TcpFlags.SYN) || (pure && !rst))) {
      return HoldReason.NONE;
    }
    boolean sack = s.sackCount > 0;
    boolean echo = v == Verdict.TIMESTAMP;
    if (!pure) {
      return HoldReason.RIDES_ON_DATA;
    }
    if (sack || (acker.toldOfHoles && !echo)) {
      return echo ? HoldReason.NONE : HoldReason.HOLE;
    }
    if (fullSized < 2) {
      return HoldReason.FEW_SEGMENTS;
    }
    boolean closedAHole = echo && acker.toldOfHoles;
    return s.window >= acker.window || closedAHole ? HoldReason.NONE : HoldReason.WINDOW_SHRANK;
  }

  private static Piece sackCause(Segment s, End sender) {
    Piece cause = null;
    for (int i = 0; i < s.sackCount; i++) {
      long left = s.sackLeft(i) & 0xFFFF_FFFFL;
      long right = s.sackRight(i) & 0xFFFF_FFFFL;
      if (left >= right || right > sender.max) {
        continue;
      }
      List<Piece> newly =
          sender.pieces.stream()
              .filter(p -> !p.sacked && left <= p.start && p.end <= right)
              .toList();
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

  private void send(Segment s, long seq, End me, End peer) {
    boolean syn = s.has(TcpFlags.SYN);
    boolean fin = s.has(TcpFlags.FIN);
    if (syn) {
      me.isn = seq;
      me.mss = s.mss > 0 ? s.mss : me.mss;
    }
    long used = (long) s.payloadLength + (syn ? 1 : 0) + (fin ? 1 : 0);
    boolean keepAlive =
        !syn
            && !fin
            && (s.payloadLength == 0 || (s.payloadLength == 1 && me.pieces.isEmpty()))
            && me.max != null
            && seq == me.max - 1;
    boolean probe = !syn && s.payloadLength > 0 && peer.zeroWindow;
    if (s.has(TcpFlags.RST)) {
      me.rst = true;
    } else if (keepAlive) {
      if (!peer.zeroWindow) {
        me.probedOnce = me.probe == null;
        me.probe =
            me.probe != null
                ? me.probe
                : new Transmission(
                    seq, me.max, s.timeNs, s.frame, s.hasTimestamps, s.tsVal, SegmentKind.PROBE);
      }
    } else if (used > 0 && !probe) {
      me.fin |= fin;
      me.largest = Math.max(me.largest, s.payloadLength);
      me.clock++;
      SegmentKind kind = syn ? SegmentKind.SYN : fin ? SegmentKind.FIN : SegmentKind.DATA;
      Transmission t =
          new Transmission(seq, seq + used, s.timeNs, s.frame, s.hasTimestamps, s.tsVal, kind);
      List<Piece> again =
          me.max == null || me.max <= seq
              ? List.of()
              : me.pieces.stream().filter(p -> seq < p.end && p.start < seq + used).toList();
      for (Piece p : again) {
        p.transmissions.add(t);
        p.lastSent = me.clock;
      }
      boolean overlaps = me.max != null && seq < me.max && me.max < t.end;
      if (overlaps
          || (again.isEmpty()
              && (me.max == null || me.max <= seq || me.una == null || me.una < t.end))) {
        Piece p = new Piece();
        p.start = overlaps ? me.max : seq;
        p.late = me.una != null && p.start < me.una;
        p.end = t.end;
        p.kind = kind;
        p.fin = fin;
        p.lastSent = me.clock;
        p.transmissions.add(t);
        me.pieces.add(p);
        me.pieces.sort((a, b) -> Long.compare(a.start, b.start));
      }
      me.max = me.max == null ? t.end : Math.max(me.max, t.end);
    }
    me.zeroWindow = s.window == 0;
    if (!syn && !s.has(TcpFlags.RST)) {
      me.window = s.window;
      me.toldOfHoles = s.sackCount > 0;
    }
  }

  private void emit(
      Verdict judged,
      Transmission timed,
      SegmentKind kind,
      HoldReason holdReason,
      Segment s,
      End sender) {
    boolean times = timed != null && areTimed(timed.timeNs, s.timeNs);
    long rtt = times ? s.timeNs - timed.timeNs : 0;
    Verdict v = judged;
    if (judged.isSample()) {
      v = !times ? Verdict.NO_TIME : rtt < 0 || rtt > maxRttNs ? Verdict.CLOCK : judged;
    }
    if (v == Verdict.EXACT || v == Verdict.SACK) {
      sender.shortest = sender.shortest == null ? rtt : Math.min(sender.shortest, rtt);
    }
    seen.add(new Seen(v, s.frame, timed == null ? 0 : timed.frame, rtt, holdReason, kind));
  }
}
