package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.rtt.TcpFixture.Seen;
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

  private static TcpFixture window(int slots) {
    TcpFixture flow = new TcpFixture(100_000, slots).handshake(1460);
    for (int i = 0; i < SEGMENTS; i++) {
      flow.at(i).client().seq(1001 + i * 100).ack(5001).bytes(100).send();
    }
    return flow;
  }
}
