package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.model.Completeness;
import io.rttd.model.Segment;
import io.rttd.model.SegmentAccount;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;

/**
 * Matches acknowledgements with the segments that they acknowledge: one {@link Verdict} for each
 * ACK that advances over outstanding segments.
 *
 * <p>The idea: an ACK is a valid RTT sample of a segment only if nothing but that segment can have
 * triggered it. By sequence numbers that is so when the ACK ends where the segment ends, the
 * segment was sent once [1], and nothing below it was sent later (else the ACK waited for a hole to
 * be filled [2]). Where sequence numbers are ambiguous, an echoed timestamp may still name one
 * transmission [3, 4]; where the cumulative ACK does not advance, a SACK block may name a segment
 * that arrived beyond the hole [5].
 *
 * <p>It cannot know whether a receiver delayed its ACK [6], which lengthens a true sample. So each
 * verdict has a {@link HoldReason}, see {@link DelayedAckRules}.
 *
 * <ol>
 *   <li>Karn, Partridge: Improving Round-Trip Time Estimates in Reliable Transport Protocols
 *   <li>Shawn Ostermann's tcptrace, "post-loss acks"
 *   <li>RFC 7323 3-4: which timestamp a receiver echoes
 *   <li>RFC 3522: telling retransmissions apart by timestamp
 *   <li>RFC 2018 4: the first SACK block contains the segment that triggered the ACK
 *   <li>RFC 9293 3.8.6.3: delayed acknowledgements
 * </ol>
 *
 * <p>Time is an argument: the matcher reads no clock. One instance per shard, on its thread; {@link
 * #onSegment} allocates nothing and accepts any field values.
 */
public final class RttMatcher {
  private static final int NOT_PURE = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;

  private final OutstandingSegments outstanding;
  private final SegmentSlots slots;
  private final CumulativeAckRules judge;
  private final SackScoreboard newlySacked;
  private final VerdictListener listener;
  private final VerdictEmitter emitter;
  private final UsualSegments usual;
  private final KeepAliveProbes probes;
  private final Transmissions transmissions;
  private final CompletenessCount completeness = new CompletenessCount();

  /**
   * Creates a matcher with its own pool of slots.
   *
   * @param maxSlots slots for outstanding segments of all flows together
   * @param maxSlotsPerFlow slots that one direction of one flow may use
   * @param maxRttNs longer times are not samples
   * @param handler called for verdicts and retransmissions
   */
  public RttMatcher(int maxSlots, int maxSlotsPerFlow, long maxRttNs, MatchHandler handler) {
    this(
        maxSlots,
        MemoryBudget.unlimited(),
        maxSlotsPerFlow,
        maxRttNs,
        handler,
        VerdictListener.NONE);
  }

  /**
   * Creates a matcher with its own pool of slots, within a budget.
   *
   * @param maxSlots slots for outstanding segments of all flows together
   * @param memory budget of the slots
   * @param maxSlotsPerFlow slots that one direction of one flow may use
   * @param maxRttNs longer times are not samples
   * @param handler called for verdicts and retransmissions
   * @param listener called for each step
   */
  public RttMatcher(
      int maxSlots,
      MemoryBudget.Share memory,
      int maxSlotsPerFlow,
      long maxRttNs,
      MatchHandler handler,
      VerdictListener listener) {
    this.outstanding =
        new OutstandingSegments(maxSlots, memory, maxSlotsPerFlow, completeness, listener);
    this.slots = outstanding.slots();
    this.judge = new CumulativeAckRules(slots, listener);
    this.newlySacked = new SackScoreboard(slots);
    this.probes = new KeepAliveProbes(slots);
    this.transmissions = new Transmissions(outstanding, probes, completeness, handler, listener);
    this.listener = listener;
    this.emitter = new VerdictEmitter(slots, maxRttNs, handler, listener);
    this.usual = new UsualSegments(outstanding, completeness, emitter, handler, listener);
  }

  /**
   * Handles the next segment of a flow.
   *
   * @param sender state of the end that sent it
   * @param receiver state of the end that receives it
   */
  public void onSegment(Segment segment, HalfFlow sender, HalfFlow receiver) {
    boolean mayBeUsual = UsualSegments.mayBe(segment);
    if (!mayBeUsual && !isPlausible(segment, sender, receiver)) {
      return;
    }
    completeness.onSegment(segment, sender, receiver);
    if ((segment.timed & Segment.TIMED_DST) != 0
        && segment.has(TcpFlags.ACK)
        && receiver.is(HalfFlow.HAS_SENT)
        && !(mayBeUsual && usual.acknowledges(segment, receiver, sender))) {
      onAcknowledgement(segment, receiver, sender);
    }
    if (!(mayBeUsual && usual.sends(segment, sender, receiver))) {
      transmissions.onSegment(segment, sender, receiver);
    }
  }

  private boolean isPlausible(Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (segment.has(TcpFlags.SYN)) {
      restartOnNewIsn(segment, sender, receiver);
      return true;
    }
    return !segment.has(TcpFlags.RST) || Plausibility.mayReset(segment, sender, receiver);
  }

  /** Records that the capture skipped packets until this time: no sample may span it. */
  public void gap(long timeNs) {
    emitter.gap(timeNs);
  }

  /** Releases the slots of a flow that ends. */
  public void release(HalfFlow half) {
    outstanding.release(half);
    probes.forget(half);
  }

  /** Segments not timed so far for lack of slots. */
  public long thinned() {
    return outstanding.thinned();
  }

  /** The account of all segments so far. */
  public SegmentAccount account() {
    return outstanding.account(probes.count(), emitter.judgedAcks());
  }

  /** How completely the capture holds its connections, so far. */
  public Completeness completeness() {
    return completeness.total();
  }

  /** Slots in use now, by outstanding segments and by retransmissions of them. */
  public int outstanding() {
    return outstanding.used();
  }

  /**
   * Prefetches the first outstanding segment of a half flow.
   *
   * @return an arbitrary value; use it, or the JIT removes the read
   */
  public int touch(HalfFlow half) {
    int head = half.head();
    return head == Slab.NIL ? 0 : slots.end(head);
  }

  /** Bytes allocated for slots. */
  public long bytes() {
    return outstanding.bytes();
  }

  private void restartOnNewIsn(Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (Plausibility.startsConnection(segment, sender, receiver)) {
      restart(sender);
      if (!segment.has(TcpFlags.ACK)) {
        restart(receiver);
      }
      listener.onRestart(segment);
    }
  }

  private void restart(HalfFlow half) {
    release(half);
    half.clear();
  }

  private void onAcknowledgement(Segment ack, HalfFlow dataSender, HalfFlow acknowledger) {
    correctBelief(ack, dataSender);
    boolean judged = false;
    boolean advances = !dataSender.is(HalfFlow.HAS_ACKED) || before(dataSender.sndUna(), ack.ack);
    if (advances && Plausibility.isDoubtful(ack, dataSender)) {
      onDoubtful(ack, dataSender);
      return;
    }
    if (advances || ack.ack == dataSender.sndUna()) {
      DelayedAckRules.count(advances, ack, acknowledger);
    }
    if (advances) {
      judged = judgeAdvance(ack, dataSender, acknowledger);
      outstanding.removeCovered(dataSender, ack);
      dataSender.setSndUna(ack.ack);
      dataSender.unset(HalfFlow.DOUBTED);
      probes.forget(dataSender);
    } else if (dataSender.is(HalfFlow.PROBED) && ack.ack == dataSender.sndMax()) {
      judgeProbe(ack, dataSender, acknowledger);
    }
    if (ack.sackCount > 0 && dataSender.head() != Slab.NIL) {
      int slot = newlySacked.cause(ack, dataSender);
      if (!judged && slot != Slab.NIL) {
        emitter.emit(
            Verdict.SACK, slot, DelayedAckRules.ofSack(ack, acknowledger), ack, dataSender);
      }
    }
  }

  /** Changes nothing: outstanding segments wait for a trustworthy ACK. */
  private void onDoubtful(Segment ack, HalfFlow dataSender) {
    if (dataSender.head() != Slab.NIL) {
      emitter.emit(Verdict.UNSEEN, Slab.NIL, HoldReason.FEW_SEGMENTS, ack, dataSender);
    }
  }

  /**
   * An ACK beyond everything captured is trusted at first: the capture may have missed the data.
   * But if a later ACK is lower and yet covers what was sent since, nothing had been sent that far:
   * the first ACK was forged or broken, and trusting it would silence the flow until its data
   * catches up.
   */
  private void correctBelief(Segment ack, HalfFlow dataSender) {
    int head = dataSender.head();
    boolean contradicted =
        head != Slab.NIL
            && dataSender.is(HalfFlow.HAS_ACKED)
            && before(dataSender.sndMax(), dataSender.sndUna())
            && atOrBefore(ack.ack, dataSender.sndMax())
            && atOrBefore(slots.end(head), ack.ack);
    if (contradicted) {
      dataSender.setSndUna(slots.start(head));
      dataSender.set(HalfFlow.MISLED);
    }
  }

  /** Whether the ACK advanced over anything outstanding, and so got its verdict. */
  private boolean judgeAdvance(Segment ack, HalfFlow dataSender, HalfFlow acknowledger) {
    boolean judged = judge.judges(ack, dataSender, acknowledger);
    completeness.onAdvance(ack, dataSender, judge.coveredBytes());
    if (!judged) {
      return false;
    }
    // This ACK does not newly cover what the doubted one covered.
    boolean unsure = dataSender.is(HalfFlow.DOUBTED) && judge.holdReason() == HoldReason.NONE;
    HoldReason holdReason = unsure ? HoldReason.FEW_SEGMENTS : judge.holdReason();
    emitter.emit(judge.verdict(), judge.timed(), holdReason, ack, dataSender);
    judge.markCut(ack);
    return true;
  }

  /** A keep-alive is judged by the first pure ACK of everything sent, if that is its answer. */
  private void judgeProbe(Segment ack, HalfFlow dataSender, HalfFlow acknowledger) {
    if (ack.payloadLength > 0 || (ack.flags & NOT_PURE) != 0) {
      if (!probes.areToldApartByTimestamps(ack, dataSender)) {
        probes.forget(dataSender);
      }
      return;
    }
    int slot = probes.answered(ack, dataSender, acknowledger);
    if (slot != Slab.NIL && isAnswerInTime(slots.timeNs(slot), ack.timeNs)) {
      emitter.emit(Verdict.EXACT, slot, HoldReason.NONE, ack, dataSender);
    }
    probes.forget(dataSender);
  }

  private boolean isAnswerInTime(long sentNs, long ackNs) {
    return sentNs != Segment.NO_TIME && ackNs != Segment.NO_TIME && emitter.isUsable(sentNs, ackNs);
  }
}
