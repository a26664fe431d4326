package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/**
 * Decides which SYNs start another connection, and which RSTs and ACKs their receiver would accept,
 * as far as the capture shows (RFC 9293 3.10.7, RFC 5961 3 and 5). A blind attacker's RSTs and ACKs
 * must not end a flow here that continues at its endpoints.
 *
 * <p>The capture may have missed segments, so these rules allow for {@value #UNSEEN_BYTES} bytes
 * beyond what was seen. If nothing is known about an end, everything it sends is accepted.
 */
final class Plausibility {
  /** The largest window without scaling. */
  private static final int UNSEEN_BYTES = 65_535;

  /** How far the receiver's ACKs may lag if the capture skips them. */
  private static final int UNACKED_BYTES = 1 << 20;

  private Plausibility() {}

  /**
   * Whether a SYN starts another connection: it has another initial sequence number, or follows a
   * RST. If the connection seen so far lacks its SYN, this one may just be late: then nothing but
   * the SYN was acknowledged, and what was sent follows it closely.
   *
   * @param sender the end that sends it, before this segment
   * @param receiver the end that it goes to
   */
  static boolean startsConnection(Segment syn, HalfFlow sender, HalfFlow receiver) {
    if (sender.hasReset() || receiver.hasReset()) {
      return true;
    }
    if (sender.is(HalfFlow.HAS_ISN)) {
      return sender.isn() != syn.seq;
    }
    if (sender.hasFinished() && receiver.hasFinished()) {
      return true;
    }
    if (!sender.hasSent()) {
      return false;
    }
    int first = syn.seq + 1;
    return sender.is(HalfFlow.HAS_ACKED)
        ? sender.sndUna() != first
        : Integer.compareUnsigned(sender.sndMax() - first, UNSEEN_BYTES) > 0;
  }

  /**
   * Whether a RST ends the connection: one that answers a SYN must acknowledge it; else its
   * sequence number must lie between the highest ACK and what the sender may have sent.
   *
   * @param sender the apparent sender of the RST, before this segment
   * @param receiver the end that it goes to
   */
  static boolean mayReset(Segment reset, HalfFlow sender, HalfFlow receiver) {
    boolean sent = sender.is(HalfFlow.HAS_SENT);
    boolean acked = sender.is(HalfFlow.HAS_ACKED);
    if (!sent && !acked) {
      return !receiver.is(HalfFlow.HAS_ISN)
          || (reset.has(TcpFlags.ACK)
              && before(receiver.isn(), reset.ack)
              && atOrBefore(reset.ack, receiver.sndMax()));
    }
    if (acked && reset.seq == sender.sndUna()) {
      return true;
    }
    int oldest = acked ? sender.sndUna() : sender.sndMax() - UNACKED_BYTES;
    int newest = sent ? sender.sndMax() : sender.sndUna();
    if (before(newest, oldest)) {
      int believed = oldest;
      oldest = newest;
      newest = believed;
    }
    return atOrBefore(oldest, reset.seq) && atOrBefore(reset.seq, newest + UNSEEN_BYTES);
  }

  /**
   * Whether an ACK is so far beyond anything seen sent that it may be forged. If the next ACK that
   * advances is doubtful, too, that one is accepted: the capture misses data.
   *
   * @param dataSender the end whose data it seems to acknowledge
   */
  static boolean isDoubtful(Segment ack, HalfFlow dataSender) {
    boolean farBeyond = ack.ack - dataSender.sndMax() > UNSEEN_BYTES;
    if (farBeyond && !dataSender.is(HalfFlow.DOUBTED)) {
      dataSender.set(HalfFlow.DOUBTED);
      return true;
    }
    return false;
  }
}
