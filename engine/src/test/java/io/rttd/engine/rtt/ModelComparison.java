package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The same traffic through the matcher and through the slow model, one flow after the other. */
final class ModelComparison {
  private static final long MAX_RTT_NS = 60_000_000_000L;

  private final List<TcpFixture.Seen> fast = new ArrayList<>();
  private final RttMatcher matcher = new RttMatcher(4096, 4096, MAX_RTT_NS, collector());
  private final Slab halves = new Slab(HalfFlow.BYTES_ALONE, 2);
  private final HalfFlow client = new HalfFlow().wrap(halves.address(halves.allocate()));
  private final HalfFlow server = new HalfFlow().wrap(halves.address(halves.allocate()));

  /**
   * Draws a flow's traffic, and fails when the two disagree after any segment.
   *
   * @return the verdicts, on which both agree; valid until the next call
   */
  List<TcpFixture.Seen> compare(Random random, int segments) {
    fast.clear();
    client.initialise();
    server.initialise();
    SlowModel model = new SlowModel(MAX_RTT_NS);
    RandomTraffic traffic = new RandomTraffic(random, MAX_RTT_NS);
    for (int i = 1; i <= segments; i++) {
      boolean fromClient = random.nextBoolean();
      Segment segment = traffic.next(fromClient, i);
      matcher.onSegment(segment, fromClient ? client : server, fromClient ? server : client);
      model.onSegment(segment, fromClient);
      assertThat(fast).as("after segment %d", i).isEqualTo(model.seen);
    }
    matcher.release(client);
    matcher.release(server);
    assertThat(matcher.outstanding()).isZero();
    return fast;
  }

  private MatchHandler collector() {
    return new MatchHandler() {
      @Override
      public void onVerdict(HalfFlow dataSender, AckVerdict v) {
        fast.add(
            new TcpFixture.Seen(
                v.verdict(),
                v.acknowledgement().frame,
                v.dataFrame(),
                v.rttNs(),
                v.holdReason(),
                v.kind()));
      }

      @Override
      public void onFirstTransmission(HalfFlow dataSender, Segment segment, int segments) {}

      @Override
      public void onRetransmission(HalfFlow dataSender, Segment segment, int segments) {}

      @Override
      public void onReordering(Segment segment, int segments) {}
    };
  }
}
