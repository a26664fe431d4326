package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.before;

import io.rttd.model.Completeness;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/**
 * Counts signs that a capture lacks packets or has them in the wrong order.
 *
 * <p>An ACK proves which bytes its receiver sent. Those that no captured segment holds are missing
 * from the capture, since the network delivered them. Bytes sent before the capture began are not
 * missing, so the count starts at the SYN, or else with what is sent after the first ACK that
 * covers anything captured: what lies below may have been in flight already.
 *
 * <p>One thread, no garbage.
 */
final class CompletenessCount {
  /** No packet is longer, not even a jumbo frame: longer ones are super-segments. */
  private static final int LONGEST_PAYLOAD_BYTES = 9_000;

  /** The network reorders packets of one flow by less than this. */
  private static final long REORDERED_WITHIN_NS = 3_000_000;

  private long midStream;
  private long midStreamSegments;
  private long dataSegments;
  private long superSegments;
  private long lateSegments;
  private long gapFillers;
  private long ackedBytes;
  private long unseenBytes;

  /** Counts a segment, before anything changes the state of its flow. */
  void onSegment(Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (!sender.is(HalfFlow.HAS_ISN)
        && !receiver.is(HalfFlow.HAS_ISN)
        && !segment.has(TcpFlags.SYN)) {
      midStreamSegments++;
      if ((segment.flags & (TcpFlags.FIN | TcpFlags.RST)) == 0
          && !sender.isSeen()
          && !receiver.isSeen()) {
        midStream++;
      }
    }
  }

  /** Counts data sent for the first time, which takes this many packets. */
  void onFirstTransmission(int bytes, int wireSegments, HalfFlow receiver) {
    dataSegments++;
    if (wireSegments > 1 && (receiver.mss() > 0 || bytes > LONGEST_PAYLOAD_BYTES)) {
      superSegments++;
    }
  }

  /**
   * Counts data that fills a gap and was not reordered: it was retransmitted because the network
   * lost it before the capture point. Data that was acknowledged already was lost by the capture
   * alone. If the RTT is unknown, data that comes soon may have been reordered.
   *
   * @param gapNs when the segment above it passed, or {@link Segment#NO_TIME}
   */
  void onGapFilled(Segment segment, long gapNs, HalfFlow sender) {
    boolean acked = sender.is(HalfFlow.HAS_ACKED) && before(segment.seq, sender.sndUna());
    boolean late =
        gapNs != Segment.NO_TIME
            && segment.timeNs != Segment.NO_TIME
            && segment.timeNs - gapNs >= REORDERED_WITHIN_NS;
    if (segment.payloadLength > 0 && late && !acked) {
      gapFillers++;
    }
  }

  /** Counts a segment that was partly acknowledged before it was captured. */
  void onLate(HalfFlow sender, int start, int end) {
    lateSegments++;
    if (isCountable(sender)) {
      unseenBytes -= (before(end, sender.sndUna()) ? end : sender.sndUna()) - start;
    }
  }

  /**
   * Counts an ACK that advances, before it changes the state of the data's sender.
   *
   * @param coveredBytes bytes of outstanding segments that it newly covers
   */
  void onAdvance(Segment ack, HalfFlow dataSender, int coveredBytes) {
    if (ack.has(TcpFlags.RST) || dataSender.is(HalfFlow.THINNED)) {
      return;
    }
    if (isCountable(dataSender)) {
      int from = dataSender.is(HalfFlow.HAS_ACKED) ? dataSender.sndUna() : dataSender.isn();
      int advancedBytes = ack.ack - from;
      if (advancedBytes > 0) {
        ackedBytes += advancedBytes;
        unseenBytes += Math.max(0, advancedBytes - coveredBytes);
      }
    } else if (coveredBytes > 0 && !dataSender.is(HalfFlow.HAS_ISN)) {
      if (!dataSender.is(HalfFlow.TOUCHED)) {
        dataSender.setCountFrom(dataSender.sndMax());
      }
      if (!before(ack.ack, dataSender.countFrom())) {
        dataSender.set(HalfFlow.COVERED);
      }
    }
  }

  /** As {@link #onAdvance}, for a sender whose bytes count. */
  void onUsualAdvance(int advancedBytes, int coveredBytes) {
    ackedBytes += advancedBytes;
    unseenBytes += Math.max(0, advancedBytes - coveredBytes);
  }

  private static boolean isCountable(HalfFlow dataSender) {
    return (dataSender.is(HalfFlow.HAS_ISN) || dataSender.is(HalfFlow.COVERED))
        && !dataSender.is(HalfFlow.MISLED);
  }

  /** Everything so far. */
  Completeness total() {
    return new Completeness(
        midStream,
        midStreamSegments,
        dataSegments,
        superSegments,
        lateSegments,
        gapFillers,
        ackedBytes,
        unseenBytes);
  }
}
