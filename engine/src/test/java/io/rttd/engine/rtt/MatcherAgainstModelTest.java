package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.segment.Segment;
import io.rttd.engine.segment.TcpFlags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random traffic through the matcher and the slow model: they must agree on every verdict. */
class MatcherAgainstModelTest {
  private static final long MAX_RTT_NS = 60_000_000_000L;
  private static final int FLOWS = 1_000;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldAgreeWithTheModelOnRandomTraffic(long seed) {
    for (int flow = 0; flow < FLOWS; flow++) {
      compare(new Random(seed * 1_000_003 + flow), 120);
    }
  }

  @Test
  void shouldReachEveryVerdictAndReasonOnRandomTraffic() {
    Map<Verdict, Integer> reached = new EnumMap<>(Verdict.class);
    Map<HoldReason, Integer> reasons = new EnumMap<>(HoldReason.class);
    for (int flow = 0; flow < FLOWS; flow++) {
      for (TcpFixture.Seen seen : compare(new Random(77 + flow), 120)) {
        reached.merge(seen.verdict(), 1, Integer::sum);
        reasons.merge(seen.holdReason(), 1, Integer::sum);
      }
    }
    assertThat(reached).containsOnlyKeys(Verdict.values());
    assertThat(reached).allSatisfy((verdict, n) -> assertThat(n).isGreaterThan(20));
    assertThat(reasons).containsOnlyKeys(HoldReason.values());
    assertThat(reasons).allSatisfy((reason, n) -> assertThat(n).isGreaterThan(20));
  }

  private static List<TcpFixture.Seen> compare(Random random, int segments) {
    List<TcpFixture.Seen> fast = new ArrayList<>();
    RttMatcher matcher = new RttMatcher(4096, 4096, MAX_RTT_NS, collectingInto(fast));
    SlowModel model = new SlowModel(MAX_RTT_NS);
    HalfFlow client = half();
    HalfFlow server = half();
    Generator generator = new Generator(random);
    for (int i = 1; i <= segments; i++) {
      boolean fromClient = random.nextBoolean();
      Segment segment = generator.next(fromClient, i);
      matcher.onSegment(segment, fromClient ? client : server, fromClient ? server : client);
      model.onSegment(segment, fromClient);
      assertThat(fast).as("after segment %d", i).isEqualTo(model.seen);
    }
    matcher.release(client);
    matcher.release(server);
    assertThat(matcher.outstanding()).isZero();
    return fast;
  }

  private static HalfFlow half() {
    HalfFlow half = new HalfFlow().wrap(new UnsafeBuffer(new byte[HalfFlow.BYTES]), 0);
    half.initialise();
    return half;
  }

  private static MatchHandler collectingInto(List<TcpFixture.Seen> seen) {
    return new MatchHandler() {
      @Override
      public void onVerdict(HalfFlow dataSender, AckVerdict v) {
        seen.add(
            new TcpFixture.Seen(
                v.verdict(),
                v.acknowledgement().frame,
                v.dataFrame(),
                v.rttNs(),
                v.holdReason(),
                v.kind()));
      }

      @Override
      public void onRetransmission(HalfFlow dataSender, Segment segment) {}
    };
  }

  /** Segments near the edge of what was sent: fresh, again, overlapping, holes, odd ACKs. */
  private static final class Generator {
    private static final int UNIT = 100;
    private final Random random;
    private final int[] next = {1_000_000, 5_000_000};
    private final boolean timestamps;
    private final boolean sack;
    private final int[] lastAck = new int[2];
    private long nowNs = 1_000_000_000_000L;

    Generator(Random random) {
      this.random = random;
      this.timestamps = random.nextInt(3) > 0;
      this.sack = random.nextInt(3) > 0;
    }

    Segment next(boolean fromClient, int frame) {
      int me = fromClient ? 0 : 1;
      int peer = 1 - me;
      nowNs += random.nextInt(20) == 0 ? -random.nextInt(50_000) : random.nextInt(3_000_000);
      if (random.nextInt(400) == 0) {
        nowNs += 2 * MAX_RTT_NS;
      }
      Segment s = new Segment();
      s.kind = Segment.KIND_SEGMENT;
      s.timeNs = nowNs;
      s.frame = frame;
      s.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
      s.window = random.nextInt(25) == 0 ? 0 : 65_535 - random.nextInt(3);
      s.seq = next[me];
      if (random.nextInt(12) > 0) {
        s.flags |= TcpFlags.ACK;
        s.ack = next[peer] - random.nextInt(8) * (random.nextInt(4) == 0 ? 33 : UNIT);
        if (random.nextInt(60) == 0) {
          s.ack += 1000;
        }
        if (sack && lastAck[me] != 0 && random.nextInt(5) > 0) {
          s.ack = lastAck[me];
        }
        lastAck[me] = s.ack;
      }
      if (timestamps) {
        s.hasTimestamps = random.nextInt(20) > 0;
        s.tsVal = (int) (nowNs / 2_000_000);
        s.tsEcr = (int) (nowNs / 2_000_000) - random.nextInt(8);
      }
      payload(s, me);
      if (sack && random.nextInt(3) == 0) {
        int blocks = 1 + random.nextInt(3);
        for (int i = 0; i < blocks; i++) {
          int left = next[peer] - random.nextInt(10) * UNIT;
          s.addSackBlock(left, left + random.nextInt(5) * UNIT);
        }
      }
      return s;
    }

    private void payload(Segment s, int me) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {}
        case 3 -> s.payloadLength = UNIT * (1 + random.nextInt(3));
        case 4 -> {
          s.seq -= UNIT * random.nextInt(6);
          s.payloadLength = UNIT * (1 + random.nextInt(2));
        }
        case 5 -> {
          s.seq -= random.nextInt(400);
          s.payloadLength = 1 + random.nextInt(300);
        }
        case 6 -> {
          s.seq += UNIT * random.nextInt(3);
          s.payloadLength = UNIT;
        }
        case 7 -> {
          s.seq -= 1;
          s.payloadLength = random.nextInt(2);
        }
        case 8 -> control(s, me);
        default -> s.payloadLength = UNIT;
      }
      int end = s.seq + s.sequenceLength();
      if (!s.has(TcpFlags.RST) && end > next[me]) {
        next[me] = end;
      }
    }

    private void control(Segment s, int me) {
      switch (random.nextInt(8)) {
        case 0 -> s.flags |= TcpFlags.RST;
        case 1 -> {
          s.flags |= TcpFlags.SYN;
          s.seq = next[me] + 10_000 * random.nextInt(2);
          s.mss = 100 + 112 * random.nextInt(3);
        }
        case 2, 3 -> s.flags |= TcpFlags.FIN;
        default -> {
          s.flags |= TcpFlags.SYN;
          s.mss = 62;
        }
      }
    }
  }
}
