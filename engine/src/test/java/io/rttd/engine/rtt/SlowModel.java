package io.rttd.engine.rtt;

import io.rttd.engine.rtt.SlowEnd.Piece;
import io.rttd.engine.rtt.SlowEnd.Transmission;
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
  private SlowEnd client = new SlowEnd();
  private SlowEnd server = new SlowEnd();

  SlowModel(long maxRttNs) {
    this.maxRttNs = maxRttNs;
  }

  void onSegment(Segment s, boolean fromClient) {
    SlowEnd me = fromClient ? client : server;
    SlowEnd peer = fromClient ? server : client;
    long seq = s.seq & 0xFFFF_FFFFL;
    long ack = s.ack & 0xFFFF_FFFFL;
    if (s.has(TcpFlags.SYN)) {
      if (me.rst || peer.rst || me.isOfAnother(seq) || (me.isn == null && me.fin && peer.fin)) {
        me = new SlowEnd();
        peer = s.has(TcpFlags.ACK) ? peer : new SlowEnd();
        client = fromClient ? me : peer;
        server = fromClient ? peer : me;
      }
    }
    if (s.has(TcpFlags.RST) && !s.has(TcpFlags.SYN) && !me.mayReset(s, seq, ack, peer)) {
      return;
    }
    if (s.has(TcpFlags.ACK) && peer.max != null) {
      judge(s, ack, peer, me);
    }
    me.send(s, seq, peer);
  }

  private void judge(Segment s, long ack, SlowEnd sender, SlowEnd acker) {
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
    } else if (sender.probe != null
        && ack == sender.max
        && !(s.hasTimestamps && sender.probe.ts())) {
      sender.probe = null;
    }
    Piece cause = sender.newlySacked(s);
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

  private void judgeProbe(Segment s, SlowEnd sender, SlowEnd acker) {
    Transmission probe = sender.probe;
    sender.probe = null;
    boolean fromProbe = acker.max != null && (s.seq & 0xFFFF_FFFFL) == acker.max - 1;
    boolean sure =
        (s.hasTimestamps && probe.ts())
            ? s.tsEcr == probe.val()
            : s.window == acker.window && !fromProbe;
    long rtt = s.timeNs - probe.timeNs();
    boolean inTime = areTimed(probe.timeNs(), s.timeNs) && rtt >= 0 && rtt <= maxRttNs;
    if (sure && sender.probedOnce && inTime) {
      emit(Verdict.EXACT, probe, SegmentKind.PROBE, HoldReason.NONE, s, sender);
    }
  }

  private static boolean areTimed(long sentNs, long ackNs) {
    return sentNs != Segment.NO_TIME && ackNs != Segment.NO_TIME;
  }

  private boolean advance(Segment s, long ack, SlowEnd sender, SlowEnd acker) {
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
      named.removeIf(t -> !t.ts() || t.val() != s.tsEcr);
      if (named.size() == 1
          && sender.pieces.stream().filter(p -> p.start < ack).allMatch(Piece::remembersAll)
          && named.get(0).end() <= ack
          && sender.pieces.stream()
              .filter(p -> p.start < ack)
              .flatMap(p -> p.transmissions.stream())
              .allMatch(t -> cannotBeTheCause(t, named.get(0), s, sender))) {
        v = Verdict.TIMESTAMP;
        timed = named.get(0);
        kind = timed.kind();
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
      Transmission t, Transmission named, Segment ack, SlowEnd sender) {
    if (t.timeNs() == Segment.NO_TIME) {
      return false;
    }
    return t.timeNs() <= named.timeNs()
        || (sender.shortest != null && ack.timeNs - t.timeNs() < sender.shortest);
  }

  private static HoldReason reason(
      Verdict v, boolean ofSyn, long fullSized, Segment s, SlowEnd acker) {
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

  private void emit(
      Verdict judged,
      Transmission timed,
      SegmentKind kind,
      HoldReason holdReason,
      Segment s,
      SlowEnd sender) {
    boolean times = timed != null && areTimed(timed.timeNs(), s.timeNs);
    long rtt = times ? s.timeNs - timed.timeNs() : 0;
    Verdict v = judged;
    if (judged.isSample()) {
      v = !times ? Verdict.NO_TIME : rtt < 0 || rtt > maxRttNs ? Verdict.CLOCK : judged;
    }
    if (v == Verdict.EXACT || v == Verdict.SACK) {
      sender.shortest = sender.shortest == null ? rtt : Math.min(sender.shortest, rtt);
    }
    seen.add(new Seen(v, s.frame, timed == null ? 0 : timed.frame(), rtt, holdReason, kind));
  }
}
