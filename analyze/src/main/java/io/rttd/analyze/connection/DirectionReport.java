package io.rttd.analyze.connection;

import io.rttd.model.Verdict;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one end of a connection sent, and how it fared. RTT samples, {@code segments}, {@code
 * retransmits} and zero windows exist only for a direction that is timed: both, or with local
 * addresses that from the local end.
 *
 * @param packets TCP segments of any kind, copies left out; after an offload, one may stand for
 *     several on the wire
 * @param payloadBytes TCP payload of these packets, sent again or not
 * @param copies packets that are left out because the same packet was captured before
 * @param segments data segments sent for the first time; a super-segment counts as several segments
 * @param retransmits retransmitted segments
 * @param outOfOrder segments that the network reordered
 * @param zeroWindows times that the receiver closed its window to this direction
 * @param zeroWindowNs how long it was closed in total
 * @param rtt all RTT samples: from this data, at the capture point, to its acknowledgement
 * @param path the {@code prompt} samples among them
 * @param verdicts how often each verdict on an ACK of this data was reached, samples included;
 *     absent if never
 */
public record DirectionReport(
    long packets,
    long payloadBytes,
    long copies,
    long segments,
    long retransmits,
    long outOfOrder,
    long zeroWindows,
    long zeroWindowNs,
    TimeDistribution rtt,
    TimeDistribution path,
    Map<Verdict, Long> verdicts) {

  /** A direction that sent nothing. */
  public static final DirectionReport NONE =
      new DirectionReport(
          0, 0, 0, 0, 0, 0, 0, 0, TimeDistribution.EMPTY, TimeDistribution.EMPTY, Map.of());

  /** Copies the map. */
  public DirectionReport {
    verdicts = Map.copyOf(verdicts);
  }

  /** Retransmits per segment sent for the first time; NaN if no segment was sent. */
  public double retransmitRatio() {
    return retransmitRatio(retransmits, segments);
  }

  /** Retransmits per segment sent for the first time; NaN if no segment was sent. */
  public static double retransmitRatio(long retransmits, long segments) {
    return segments == 0 ? Double.NaN : (double) retransmits / segments;
  }

  /** Adds the counts of another report; the samples of the sum are given. */
  DirectionReport plus(DirectionReport other, TimeDistribution allRtt, TimeDistribution allPath) {
    Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
    counts.putAll(verdicts);
    other.verdicts.forEach((verdict, count) -> counts.merge(verdict, count, Long::sum));
    return new DirectionReport(
        packets + other.packets,
        payloadBytes + other.payloadBytes,
        copies + other.copies,
        segments + other.segments,
        retransmits + other.retransmits,
        outOfOrder + other.outOfOrder,
        zeroWindows + other.zeroWindows,
        zeroWindowNs + other.zeroWindowNs,
        allRtt,
        allPath,
        counts);
  }
}
