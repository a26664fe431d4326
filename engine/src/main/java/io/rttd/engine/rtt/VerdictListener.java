package io.rttd.engine.rtt;

import io.rttd.model.PairCounter;
import io.rttd.model.Segment;

/**
 * Receives each verdict of an {@link RttMatcher} and, if it overrides further methods, each step
 * that led to it; on the shard's thread, in frame order. A frame's number identifies its segment.
 *
 * <p>Arguments are valid during the call only.
 */
@FunctionalInterface
public interface VerdictListener {
  /** A listener that ignores everything. */
  VerdictListener NONE = verdict -> {};

  /** One acknowledgement was judged; what it covers or cuts follows. */
  void onVerdict(AckVerdict verdict);

  /** A segment of any flow arrives: the next steps are about it. */
  default void onSegment(Segment segment) {}

  /** A copy of a captured segment arrives, and is left out. */
  default void onDuplicate(Segment copy) {}

  /**
   * Sequence space is sent for the first time, and is outstanding from now on.
   *
   * @param start where the part of the segment begins that was not sent before
   * @param end the sequence number after its last
   */
  default void onSent(Segment segment, int start, int end) {}

  /**
   * Segments are counted as sent: data for the first time, or anything again.
   *
   * @param wireSegments number of segments on the wire; a super-segment stands for several
   * @param again whether they are retransmissions
   */
  default void onTransmission(Segment segment, int wireSegments, boolean again) {}

  /**
   * A segment is sent again, in whole or in part. Called for each outstanding segment that it
   * overlaps.
   *
   * @param frame frame of the outstanding segment; 0 if all that is sent again was acknowledged
   */
  default void onSentAgain(Segment segment, long frame) {}

  /** A segment that consumes sequence space is sent, but not timed. */
  default void onUntimed(Segment segment, UntimedReason reason) {}

  /**
   * A flow has more outstanding segments than slots: one is no longer timed by itself.
   *
   * @param frame of the segment that loses its slot
   * @param into frame of the segment that stands for both from now on
   */
  default void onMerged(long frame, long into) {}

  /** An ACK ends within an outstanding segment. */
  default void onCut(Segment ack, long frame) {}

  /** An ACK covers an outstanding segment, which is no longer outstanding. */
  default void onCovered(Segment ack, long frame) {}

  /** An outstanding segment is given up: its flow ended, or its connection was replaced. */
  default void onAbandoned(long frame) {}

  /** A SYN begins another connection between the same ends. */
  default void onRestart(Segment syn) {}

  /** A RST ends the connection. */
  default void onReset(Segment rst) {}

  /**
   * A server answers a request.
   *
   * @param answer the first segment of the answer
   * @param responseNs time since the last segment of the request
   */
  default void onResponse(Segment answer, long responseNs) {}

  /**
   * An event is counted that is neither data sent nor data sent again: a connection begins or
   * fails, a window closes or was closed, the network reorders a segment. Elapsed time is counted
   * at ticks and reports, where no segment arrives.
   *
   * @param segment has the addresses and ports of the flow
   * @param bySource true if the pair's {@code src} is the segment's source, false if its
   *     destination
   * @param amount number of events, or nanoseconds
   */
  default void onCount(Segment segment, boolean bySource, PairCounter counter, long amount) {}
}
