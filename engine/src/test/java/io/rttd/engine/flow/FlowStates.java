package io.rttd.engine.flow;

import io.rttd.engine.memory.Slab;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.engine.rtt.MatchHandler;
import io.rttd.engine.rtt.RttMatcher;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/** Puts a half flow into a state, by the only way there is: segments through the matcher. */
final class FlowStates implements MatchHandler {
  private static final RttMatcher MATCHER = new RttMatcher(16, 16, 1, new FlowStates());

  private static final Slab NOBODY = new Slab(HalfFlow.BYTES_ALONE, 1);
  private static final int NOBODY_RECORD = NOBODY.allocate();

  private FlowStates() {}

  static void sent(HalfFlow half, int bytes) {
    Segment segment = new Segment();
    segment.payloadLength = bytes;
    segment.window = 1;
    MATCHER.onSegment(segment, half, nobody());
  }

  static void finished(HalfFlow half) {
    Segment segment = new Segment();
    segment.flags = TcpFlags.FIN;
    segment.window = 1;
    MATCHER.onSegment(segment, half, nobody());
  }

  static void reset(HalfFlow half) {
    Segment segment = new Segment();
    segment.flags = TcpFlags.RST;
    MATCHER.onSegment(segment, half, nobody());
  }

  private static HalfFlow nobody() {
    HalfFlow half = new HalfFlow().wrap(NOBODY.address(NOBODY_RECORD));
    half.initialise();
    return half;
  }

  @Override
  public void onVerdict(HalfFlow dataSender, AckVerdict verdict) {}

  @Override
  public void onFirstTransmission(HalfFlow dataSender, Segment segment, int segments) {}

  @Override
  public void onRetransmission(HalfFlow dataSender, Segment segment, int segments) {}

  @Override
  public void onReordering(Segment segment, int segments) {}
}
