package io.rttd.engine.rtt;

import io.rttd.model.Segment;

/**
 * Receives the results of the {@link RttMatcher}, on its thread. Arguments are valid only during
 * the call.
 */
public interface MatchHandler {
  /**
   * An acknowledgement was judged.
   *
   * @param dataSender the end whose data it acknowledges
   */
  void onVerdict(HalfFlow dataSender, AckVerdict verdict);

  /**
   * Data was sent for the first time, as far as the capture shows.
   *
   * @param dataSender the end that sent it
   * @param segments number of segments on the wire: a super-segment stands for several
   */
  void onFirstTransmission(HalfFlow dataSender, Segment segment, int segments);

  /**
   * A segment was sent again.
   *
   * @param dataSender the end that sent it
   * @param segments number of segments on the wire: a super-segment stands for several
   */
  void onRetransmission(HalfFlow dataSender, Segment segment, int segments);

  /**
   * A segment passed after one that was sent later: the network reordered it.
   *
   * @param segments number of segments on the wire
   */
  void onReordering(Segment segment, int segments);
}
