package io.rttd.engine.rtt;

import static io.rttd.model.SequenceNumbers.atOrBefore;
import static io.rttd.model.SequenceNumbers.before;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;

/**
 * Tells segments that the network reordered from retransmissions of segments that it lost before
 * the capture point. Both arrive below what was sent already, in a gap that the capture saw.
 *
 * <p>The idea: a sender learns of a gap from the receiver, so its retransmission passes at least
 * one round trip after the segment that left the gap. What fills the gap earlier was delayed. The
 * round trip is the flow's shortest: that between the capture point and the receiver, plus that
 * between the capture point and the sender, as far as they are known. If neither is, nothing counts
 * as reordered.
 *
 * <p>Where data is timed, the gap opened with the outstanding segment above it. Where it is not,
 * the end keeps one gap, the oldest that may still be filled: its lower edge, and when it opened in
 * units of 1,024 ns. A segment above that edge cannot have been seen before: it would have been
 * sent again within a round trip.
 */
final class ReorderingRules {
  private static final int UNIT_BITS = 10;

  /** Timestamps may be out of order by up to about a millisecond; in units of 1,024 ns. */
  private static final int CLOCK_TOLERANCE = 1000;

  private ReorderingRules() {}

  /**
   * Whether a segment that was not seen before was reordered.
   *
   * @param gapNs when the segment above it passed, or {@link Segment#NO_TIME}
   */
  static boolean isReordered(Segment segment, long gapNs, HalfFlow sender, HalfFlow receiver) {
    return gapNs != Segment.NO_TIME
        && segment.timeNs != Segment.NO_TIME
        && segment.timeNs - gapNs < shortestRoundTripNs(sender, receiver);
  }

  /**
   * Follows the data of an end that has no outstanding segments since it is not timed. Call it
   * before {@link HalfFlow#sndMax()} changes, once there is one.
   *
   * @return whether the segment was reordered
   */
  static boolean isReorderedUntimed(Segment segment, HalfFlow sender, HalfFlow receiver) {
    if (sender.head() != Slab.NIL || segment.timeNs == Segment.NO_TIME) {
      return false;
    }
    int gap = sender.gapTime();
    boolean young =
        gap != 0 && isWithin(gap, segment.timeNs, shortestRoundTripNs(sender, receiver));
    if (before(sender.sndMax(), segment.seq)) {
      if (!young) {
        sender.setGap(sender.sndMax(), time(segment.timeNs));
      }
      return false;
    }
    return young && atOrBefore(sender.gapStart(), segment.seq);
  }

  private static int time(long timeNs) {
    return (int) (timeNs >> UNIT_BITS) | 1;
  }

  /** Differences wrap after 37 minutes: a gap that seems to lie in the future is an old one. */
  private static boolean isWithin(int gapTime, long timeNs, long ns) {
    int since = (int) (timeNs >> UNIT_BITS) - gapTime;
    long sinceNs = (long) since << UNIT_BITS;
    return since >= -CLOCK_TOLERANCE && sinceNs < ns;
  }

  private static long shortestRoundTripNs(HalfFlow sender, HalfFlow receiver) {
    return Math.max(0, sender.shortestRttNs()) + Math.max(0, receiver.shortestRttNs());
  }
}
