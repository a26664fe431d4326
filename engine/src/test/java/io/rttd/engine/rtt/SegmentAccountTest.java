package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each segment that was entered has one fate, and each ACK over any a verdict. */
class SegmentAccountTest {
  private static final int FLOWS = 2_000;
  private static final long MAX_RTT_NS = 60_000_000_000L;

  /** A field, because its memory must outlive the last use of its address. */
  private final Slab halves = new Slab(HalfFlow.BYTES_ALONE, 2);

  @Test
  void shouldNameTheFateOfEachSegment() {
    TcpFixture flow = new TcpFixture().handshake(1460);
    for (int i = 0; i < 3; i++) {
      flow.at(20 + i).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    flow.at(40).server().seq(5001).ack(1201).send();
    assertThat(flow.matcher.account()).isEqualTo(new SegmentAccount(5, 4, 0, 0, 1, 3));
    flow.releaseAll();
    assertThat(flow.matcher.account()).isEqualTo(new SegmentAccount(5, 4, 1, 0, 0, 3));
  }

  @Test
  void shouldEnterASegmentOnceHoweverOftenItIsSent() {
    TcpFixture flow = new TcpFixture().handshake(1460);
    for (int i = 0; i < 40; i++) {
      flow.at(20 + i).client().seq(1001).ack(5001).bytes(100).send();
    }
    assertThat(flow.matcher.account()).isEqualTo(new SegmentAccount(3, 2, 0, 0, 1, 2));
    assertThat(flow.matcher.outstanding()).as("slots").isGreaterThan(1);
  }

  @Test
  void shouldCountAnAckThatCutsOrSacksWithoutEndingASegment() {
    TcpFixture flow = new TcpFixture().handshake(100);
    flow.at(20).client().seq(1001).ack(5001).bytes(300).send();
    flow.at(21).client().seq(1301).ack(5001).bytes(100).send();
    flow.at(40).server().seq(5001).ack(1101).send();
    flow.at(41).server().seq(5001).ack(1101).sack(1301, 1401).send();
    flow.at(42).server().seq(5001).ack(1101).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.PARTIAL, Verdict.SACK);
    assertThat(flow.matcher.account()).isEqualTo(new SegmentAccount(4, 2, 0, 0, 2, 4));
  }

  @Test
  void shouldAbandonWhatAnEndedConnectionLeftWhenItsPortsAreReused() {
    TcpFixture flow = new TcpFixture().handshake(1460);
    flow.at(20).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(21).server().seq(5001).ack(1001).bytes(100).send();
    flow.at(90_000).client().syn(700_000).mss(1460).send();
    assertThat(flow.matcher.account()).isEqualTo(new SegmentAccount(5, 2, 2, 0, 1, 2));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 24, 4096})
  void shouldBalanceAfterEachSegmentOfRandomTraffic(int maxSlots) {
    long[] verdicts = {0};
    RttMatcher matcher = new RttMatcher(maxSlots, 10, MAX_RTT_NS, counting(verdicts));
    HalfFlow client = new HalfFlow().wrap(halves.address(halves.allocate()));
    HalfFlow server = new HalfFlow().wrap(halves.address(halves.allocate()));
    for (int flow = 0; flow < FLOWS; flow++) {
      client.initialise();
      server.initialise();
      Random random = new Random(flow);
      RandomTraffic traffic = new RandomTraffic(random, MAX_RTT_NS);
      for (int i = 1; i <= 120; i++) {
        boolean fromClient = random.nextBoolean();
        Segment segment = traffic.next(fromClient, i);
        matcher.onSegment(segment, fromClient ? client : server, fromClient ? server : client);
        SegmentAccount account = matcher.account();
        assertThat(account.outstanding()).isEqualTo(client.count() + server.count());
        assertThat(fates(account)).isEqualTo(account.entered());
        assertThat(account.acks()).isEqualTo(verdicts[0]);
      }
      matcher.release(client);
      matcher.release(server);
    }
    SegmentAccount account = matcher.account();
    assertThat(account.outstanding()).isZero();
    assertThat(fates(account)).isEqualTo(account.entered());
    assertThat(account.acknowledged()).isGreaterThan(FLOWS);
    assertThat(account.abandoned()).isGreaterThan(FLOWS);
    assertThat(account.untimed()).isGreaterThan(FLOWS);
  }

  private static long fates(SegmentAccount account) {
    return account.acknowledged() + account.abandoned() + account.untimed() + account.outstanding();
  }

  private static MatchHandler counting(long[] verdicts) {
    return new MatchHandler() {
      @Override
      public void onVerdict(HalfFlow dataSender, AckVerdict verdict) {
        verdicts[0]++;
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
