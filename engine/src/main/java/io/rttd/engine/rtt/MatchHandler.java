package io.rttd.engine.rtt;

import io.rttd.engine.segment.Segment;

/**
 * Hears what the {@link RttMatcher} finds, on its thread. Arguments are valid during the call only.
 */
public interface MatchHandler {
  /**
   * An acknowledgement was judged.
   *
   * @param dataSender the end whose data it acknowledges
   */
  void onVerdict(HalfFlow dataSender, AckVerdict verdict);

  /**
   * A segment was sent again.
   *
   * @param dataSender the end that sent it
   */
  void onRetransmission(HalfFlow dataSender, Segment segment);
}
