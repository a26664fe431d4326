package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rttd.engine.rtt.TcpFixture.Seen;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections begin, are refused and reset, and what of that is timed. */
class ConnectionRulesTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture();

  @Test
  void shouldTimeBothHandshakeLegs() {
    flow.at(0).client().syn(1000).mss(MSS).send();
    flow.at(10).server().syn(5000).ack(1001).mss(MSS).send();
    flow.at(13).client().seq(1001).ack(5001).send();
    assertThat(flow.seen)
        .containsExactly(
            new Seen(Verdict.EXACT, 2, 1, 10 * MS, HoldReason.NONE, SegmentKind.SYN),
            new Seen(Verdict.EXACT, 3, 2, 3 * MS, HoldReason.NONE, SegmentKind.SYN));
  }

  @Test
  void shouldTimeASynWithDataOfWhichTheSynAloneIsAcknowledged() {
    flow.at(0).client().syn(1000).mss(MSS).bytes(500).send();
    flow.at(10).server().syn(5000).ack(1001).mss(MSS).send();
    assertThat(flow.only())
        .isEqualTo(new Seen(Verdict.EXACT, 2, 1, 10 * MS, HoldReason.NONE, SegmentKind.SYN));
    flow.at(11).client().seq(1001).ack(5001).bytes(500).send();
    assertThat(flow.retransmissions).isEqualTo(1);
    flow.at(21).server().seq(5001).ack(1501).send();
    assertThat(flow.verdicts())
        .containsExactly(Verdict.EXACT, Verdict.EXACT, Verdict.RETRANSMITTED);
    assertThat(flow.last().kind()).isEqualTo(SegmentKind.DATA);
  }

  @Test
  void shouldTimeASynWithDataThatAreAcknowledgedTogether() {
    flow.at(0).client().syn(1000).mss(MSS).bytes(500).send();
    flow.at(10).server().syn(5000).ack(1501).mss(MSS).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().kind()).isEqualTo(SegmentKind.SYN);
  }

  @Test
  void shouldRejectASynWithDataLikeAnyOther() {
    flow.at(0).client().syn(1000).mss(MSS).bytes(500).send();
    flow.at(10).server().seq(0).rst().ack(1001).window(0).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.REFUSED);
  }

  @Test
  void shouldTimeAnAckThatRidesOnAReset() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(105).server().seq(5001).rst().ack(1101).window(0).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().rttNs()).isEqualTo(5 * MS);
  }

  @Test
  void shouldNotTimeAConnectionThatIsRefusedHoweverOftenItsSynWasSent() {
    flow.at(0).client().syn(1000).send();
    flow.at(1000).client().syn(1000).send();
    flow.at(1005).server().rst().ack(1001).window(0).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.REFUSED);
  }

  @Test
  void shouldBeginAgainWithTheSameIsnAfterAReset() {
    flow.at(0).client().syn(1000).send();
    flow.at(5).server().rst().ack(1001).window(0).send();
    flow.at(500).client().syn(1000).send();
    flow.at(507).server().syn(9000).ack(1001).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.REFUSED, Verdict.EXACT);
    assertThat(flow.last().rttNs()).isEqualTo(7 * MS);
    assertThat(flow.retransmissions).isZero();
  }

  @Test
  void shouldNotTimeASynThatWasSentTwice() {
    flow.at(0).client().syn(1000).send();
    flow.at(1000).client().syn(1000).send();
    flow.at(1010).server().syn(5000).ack(1001).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldNeverEnterAReset() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(10).rst().send();
    flow.at(130).server().seq(5001).ack(1011).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldStartOverWhenASynHasAnotherIsn() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(1000).client().syn(900_000).send();
    flow.at(1010).server().syn(700_000).ack(900_001).send();
    flow.at(1013).client().seq(900_001).ack(700_001).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.EXACT, Verdict.EXACT);
    assertThat(flow.seen.get(0).rttNs()).isEqualTo(10 * MS);
    assertThat(flow.seen.get(1).rttNs()).isEqualTo(3 * MS);
    assertThat(flow.matcher.outstanding()).isZero();
  }

  @Test
  void shouldStartOverWhenAPortIsReusedAfterAFlowThatWasJoinedHalfway() {
    flow.at(0).client().seq(1_000_000).ack(5001).bytes(10).fin().send();
    flow.at(10).server().seq(5001).ack(1_000_011).fin().send();
    flow.at(20).client().syn(500).send();
    flow.at(30).server().syn(600).ack(501).send();
    assertThat(flow.last())
        .isEqualTo(new Seen(Verdict.EXACT, 4, 3, 10 * MS, HoldReason.NONE, SegmentKind.SYN));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 2_000_000})
  void shouldStartOverWhenASynFollowsAFlowThatWasJoinedHalfway(int isn) {
    flow.at(0).client().seq(1_000_000).ack(5001).bytes(10).send();
    flow.at(10).server().seq(5001).ack(1_000_010).bytes(20).send();
    flow.at(11).client().seq(1_000_010).ack(5021).send();
    flow.seen.clear();
    flow.at(20).client().syn(isn).send();
    flow.at(30).server().syn(600).ack(isn + 1).send();
    flow.at(31).client().seq(isn + 1).ack(601).send();
    flow.at(40).client().seq(isn + 1).ack(601).bytes(10).send();
    flow.at(55).server().seq(601).ack(isn + 11).send();
    assertThat(flow.seen)
        .extracting(Seen::verdict, Seen::rttNs)
        .containsExactly(
            tuple(Verdict.EXACT, 10 * MS),
            tuple(Verdict.EXACT, 1 * MS),
            tuple(Verdict.EXACT, 15 * MS));
    assertThat(flow.retransmissions).isZero();
  }

  @Test
  void shouldStartOverWhenNothingOfTheEarlierFlowWasAcknowledged() {
    flow.at(0).client().seq(1_000_000).ack(5001).bytes(10).send();
    flow.at(20).client().syn(500).send();
    flow.at(30).server().syn(600).ack(501).send();
    assertThat(flow.only())
        .isEqualTo(new Seen(Verdict.EXACT, 3, 2, 10 * MS, HoldReason.NONE, SegmentKind.SYN));
  }

  @Test
  void shouldKeepWhatIsOutstandingWhenItsSynIsCapturedLate() {
    flow.at(0).server().seq(5001).ack(1001).bytes(10).send();
    flow.at(0).server().syn(5000).ack(1001).send();
    flow.at(10).client().seq(1001).ack(5011).send();
    assertThat(flow.only().dataFrame()).isEqualTo(1);
  }
}
