package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What makes a receiver's ACK prompt beyond its length: the window, holes, and duplicates. */
class DelayedAckRulesTest {
  private static final int MSS = 1000;
  private final TcpFixture flow = new TcpFixture();

  @BeforeEach
  void connect() {
    flow.handshake(MSS);
  }

  @Test
  void shouldCallAnAckHeldThatAnnouncesASmallerWindow() {
    flow.at(50).server().seq(5001).ack(1001).window(500).send();
    send(2);
    ack(2, 499);
    assertThat(flow.only().holdReason()).isEqualTo(HoldReason.WINDOW_SHRANK);
  }

  @Test
  void shouldCallAnAckPromptWhoseWindowStandsStillOrGrows() {
    flow.at(50).server().seq(5001).ack(1001).window(500).send();
    send(4);
    ack(2, 500);
    ack(4, 501);
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::holdReason)
        .containsExactly(HoldReason.NONE, HoldReason.NONE);
  }

  @Test
  void shouldCompareTheWindowWithThatOfTheSegmentJustBefore() {
    send(4);
    ack(2, 400);
    ack(4, 400);
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::holdReason)
        .containsExactly(HoldReason.NONE, HoldReason.NONE);
    flow.at(140).server().seq(5001).ack(1001 + 4 * MSS).bytes(10).window(300).send();
    flow.seen.clear();
    flow.at(150).client().seq(1001 + 4 * MSS).ack(5011).bytes(MSS).send();
    flow.at(150).client().seq(1001 + 5 * MSS).ack(5011).bytes(MSS).send();
    flow.at(190).server().seq(5011).ack(1001 + 6 * MSS).window(350).send();
    assertThat(flow.last().holdReason()).isEqualTo(HoldReason.NONE);
  }

  @Test
  void shouldNotCompareWithTheUnscaledWindowOfASyn() {
    TcpFixture fresh = new TcpFixture();
    fresh.at(0).client().syn(1000).mss(MSS).send();
    fresh.at(10).server().syn(5000).ack(1001).mss(MSS).window(65_535).send();
    fresh.at(20).client().seq(1001).ack(5001).bytes(MSS).send();
    fresh.at(20).client().seq(1001 + MSS).ack(5001).bytes(MSS).send();
    fresh.at(60).server().seq(5001).ack(1001 + 2 * MSS).window(502).send();
    assertThat(fresh.last().holdReason()).isEqualTo(HoldReason.NONE);
  }

  @Test
  void shouldCallAnAckHeldThatClosesTheLastHole() {
    send(3);
    flow.at(130).server().seq(5001).ack(1001).sack(1001 + MSS, 1001 + 3 * MSS).send();
    flow.seen.clear();
    send(3, 1);
    flow.at(132).server().seq(5001).ack(1001 + 4 * MSS).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().holdReason()).isEqualTo(HoldReason.HOLE);
  }

  @Test
  void shouldCallAnAdvancingAckHeldThatStillTellsOfHoles() {
    send(4);
    flow.at(130).server().seq(5001).ack(1001 + 2 * MSS).sack(1001 + 3 * MSS, 1001 + 4 * MSS).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().holdReason()).isEqualTo(HoldReason.HOLE);
  }

  @Test
  void shouldCallPromptAgainWhatComesAfterTheHoleIsClosed() {
    send(2);
    flow.at(130).server().seq(5001).ack(1001).sack(1001 + MSS, 1001 + 2 * MSS).send();
    flow.at(132).server().seq(5001).ack(1001 + 2 * MSS).send();
    send(2, 2);
    ack(4, 65_535);
    assertThat(flow.last().holdReason()).isEqualTo(HoldReason.NONE);
  }

  @Test
  void shouldCallTheFirstThreeDuplicatesPromptAndTheFourthHeld() {
    send(6);
    for (int n = 2; n <= 5; n++) {
      flow.at(130).server().seq(5001).ack(1001).sack(1001 + MSS, 1001 + n * MSS).send();
    }
    assertThat(flow.verdicts()).containsOnly(Verdict.SACK);
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::holdReason)
        .containsExactly(
            HoldReason.NONE, HoldReason.NONE, HoldReason.NONE, HoldReason.LATER_DUPLICATE);
  }

  @Test
  void shouldCountTheAdvancingAckAmongTheDuplicatesIfThereAreHolesAlready() {
    send(6);
    flow.at(130).server().seq(5001).ack(1001 + MSS).sack(1001 + 2 * MSS, 1001 + 3 * MSS).send();
    flow.seen.clear();
    for (int n = 4; n <= 6; n++) {
      flow.at(130).server().seq(5001).ack(1001 + MSS).sack(1001 + 2 * MSS, 1001 + n * MSS).send();
    }
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::holdReason)
        .containsExactly(HoldReason.NONE, HoldReason.NONE, HoldReason.LATER_DUPLICATE);
  }

  @Test
  void shouldCallNewsBySackHeldThatRidesOnData() {
    send(2);
    flow.at(130).server().seq(5001).ack(1001).bytes(9).sack(1001 + MSS, 1001 + 2 * MSS).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.SACK);
    assertThat(flow.only().holdReason()).isEqualTo(HoldReason.RIDES_ON_DATA);
  }

  @Test
  void shouldTrustAnEchoWhereAHoleWasClosedThoughTheWindowShrank() {
    flow.at(100).client().seq(1001).ack(5001).bytes(MSS).ts(10, 1).send();
    flow.at(100).client().seq(1001 + MSS).ack(5001).bytes(MSS).ts(10, 1).send();
    flow.at(100).client().seq(1001 + 2 * MSS).ack(5001).bytes(MSS).ts(10, 1).send();
    flow.at(130).server().seq(5001).ack(1001).ts(1, 9).sack(1001 + 2 * MSS, 1001 + 3 * MSS).send();
    flow.at(140).client().seq(1001).ack(5001).bytes(2 * MSS).ts(50, 1).send();
    flow.at(170).server().seq(5001).ack(1001 + 3 * MSS).ts(1, 50).window(100).send();
    assertThat(flow.last().verdict()).isEqualTo(Verdict.TIMESTAMP);
    assertThat(flow.last().holdReason()).isEqualTo(HoldReason.NONE);
  }

  private void send(int segments) {
    send(0, segments);
  }

  private void send(int from, int segments) {
    for (int i = from; i < from + segments; i++) {
      flow.at(100).client().seq(1001 + i * MSS).ack(5001).bytes(MSS).send();
    }
  }

  private void ack(int segments, int window) {
    flow.at(130).server().seq(5001).ack(1001 + segments * MSS).window(window).send();
  }
}
