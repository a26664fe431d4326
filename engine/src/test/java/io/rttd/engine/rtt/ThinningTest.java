package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.rtt.TcpFixture.Seen;
import io.rttd.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Windows that are larger than the slots for them. */
class ThinningTest {
  private static final int SEGMENTS = 10_000;

  @Test
  void shouldKeepSamplesSpreadOverAWindowThatIsLargerThanItsSlots() {
    TcpFixture flow = window(64);
    for (int i = 0; i < SEGMENTS; i++) {
      flow.at(20_000 + i).server().seq(5001).ack(1001 + (i + 1) * 100).send();
    }
    List<Long> timed =
        flow.seen.stream().filter(s -> s.verdict().isSample()).map(Seen::dataFrame).toList();
    assertThat(timed).hasSizeBetween(16, 64);
    for (int tenth = 0; tenth < 10; tenth++) {
      long from = (long) tenth * SEGMENTS / 10;
      assertThat(timed)
          .as("samples of segments %d and following", from)
          .anyMatch(f -> f > from && f <= from + SEGMENTS / 10);
    }
  }

  @Test
  void shouldTimeAThinnedWindowTruly() {
    TcpFixture flow = window(64);
    for (int i = 0; i < SEGMENTS; i++) {
      flow.at(20_000 + i).server().seq(5001).ack(1001 + (i + 1) * 100).send();
    }
    assertThat(flow.seen)
        .filteredOn(s -> s.verdict().isSample())
        .allMatch(s -> s.rttNs() == 20_000 * MS && s.ackFrame() - s.dataFrame() == SEGMENTS);
  }

  @Test
  void shouldCountWhatItLeavesOut() {
    TcpFixture flow = window(64);
    assertThat(flow.matcher.thinned() + flow.matcher.outstanding()).isEqualTo(SEGMENTS);
    assertThat(flow.matcher.outstanding()).isLessThanOrEqualTo(64);
  }

  @Test
  void shouldNotTimeASlotOfWhichAnyPartWasSentAgain() {
    TcpFixture flow = window(64);
    for (int i = 0; i < SEGMENTS; i += 7) {
      flow.at(15_000 + i).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    for (int i = 0; i < SEGMENTS; i++) {
      flow.at(40_000 + i).server().seq(5001).ack(1001 + (i + 1) * 100).send();
    }
    assertThat(flow.seen).noneMatch(s -> s.verdict().isSample());
  }

  @Test
  void shouldTimeEverySegmentAgainOnceTheWindowIsSmall() {
    TcpFixture flow = window(64);
    flow.at(20_000).server().seq(5001).ack(1001 + SEGMENTS * 100).send();
    flow.seen.clear();
    int seq = 1001 + SEGMENTS * 100;
    for (int i = 0; i < 20; i++) {
      flow.at(30_000).client().seq(seq + i * 100).ack(5001).bytes(100).send();
    }
    for (int i = 0; i < 20; i++) {
      flow.at(30_010).server().seq(5001).ack(seq + (i + 1) * 100).send();
    }
    assertThat(flow.verdicts()).hasSize(20).containsOnly(Verdict.EXACT);
  }

  @Test
  void shouldNeitherThrowNorLieWhenThePoolIsEmpty() {
    TcpFixture flow = new TcpFixture(4, 64);
    flow.handshake(1460);
    for (int i = 0; i < 8; i++) {
      flow.at(100 + i).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    for (int i = 4; i < 8; i++) {
      flow.at(300).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    for (int i = 0; i < 8; i++) {
      flow.at(400 + i).server().seq(5001).ack(1001 + (i + 1) * 100).send();
    }
    assertThat(flow.seen)
        .filteredOn(s -> s.verdict().isSample())
        .allMatch(s -> s.dataFrame() <= 4)
        .hasSize(4);
    assertThat(flow.matcher.thinned()).isEqualTo(8);
  }

  @Test
  void shouldTimeMoreSegmentsAsTheWindowEmpties() {
    TcpFixture flow = window(64);
    int seq = 1001 + SEGMENTS * 100;
    assertThat(thinnedOf(flow, seq)).isGreaterThan(30);
    for (int i = 0; i < SEGMENTS; i++) {
      flow.at(20_000 + i).server().seq(5001).ack(1001 + (i + 1) * 100).send();
    }
    assertThat(flow.matcher.outstanding()).as("never empty").isPositive();
    assertThat(thinnedOf(flow, seq + 4000)).isZero();
  }

  /** Sends 40 segments; how many of them are left untimed? */
  private static long thinnedOf(TcpFixture flow, int seq) {
    long before = flow.matcher.thinned();
    for (int i = 0; i < 40; i++) {
      flow.at(50_000).client().seq(seq + i * 100).ack(5001).bytes(100).send();
    }
    return flow.matcher.thinned() - before;
  }

  @Test
  void shouldNotTakeForNewWhatItHadNoSlotForTheFirstTime() {
    TcpFixture flow = poolOfFourIsFull();
    flow.at(200).server().seq(5001).ack(1201).send();
    flow.at(300).client().seq(1401).ack(5001).bytes(100).send();
    flow.at(310).server().seq(5001).ack(1501).send();
    assertThat(flow.last().verdict()).isEqualTo(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldTrustTimestampsAgainOnceAllThatWasLeftOutIsAcknowledged() {
    assertThat(resentWithTimestamps(1401).verdict()).isEqualTo(Verdict.RETRANSMITTED);
    Seen afterwards = resentWithTimestamps(1501);
    assertThat(afterwards.verdict()).isEqualTo(Verdict.TIMESTAMP);
    assertThat(afterwards.rttNs()).isEqualTo(105 * MS);
  }

  /** The verdict on a segment that was sent twice, after everything up to {@code acked} was. */
  private static Seen resentWithTimestamps(int acked) {
    TcpFixture flow = poolOfFourIsFull();
    flow.at(200).server().seq(5001).ack(acked).send();
    flow.at(500).client().seq(1501).ack(5001).bytes(100).ts(7, 1).send();
    flow.at(600).client().seq(1501).ack(5001).bytes(100).ts(8, 1).send();
    flow.at(605).server().seq(5001).ack(1601).ts(1, 7).send();
    return flow.last();
  }

  /** Four segments have slots, the fifth, of 1401 to 1500, has none. */
  private static TcpFixture poolOfFourIsFull() {
    TcpFixture flow = new TcpFixture(4, 64).handshake(1460);
    for (int i = 0; i < 5; i++) {
      flow.at(100 + i).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    assertThat(flow.matcher.thinned()).isOne();
    return flow;
  }

  private static TcpFixture window(int slots) {
    TcpFixture flow = new TcpFixture(100_000, slots).handshake(1460);
    for (int i = 0; i < SEGMENTS; i++) {
      flow.at(i).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    return flow;
  }
}
