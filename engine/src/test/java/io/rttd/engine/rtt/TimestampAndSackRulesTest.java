package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.rtt.TcpFixture.Seen;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import org.junit.jupiter.api.Test;

/** The verdicts that need TCP options: timestamps (RFC 7323) and SACK blocks (RFC 2018). */
class TimestampAndSackRulesTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture().handshake(MSS);

  @Test
  void shouldTakeTheFirstTransmissionWhenTheAckCameTooSoonForTheSecond() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(10, 1).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(100).ts(210, 1).send();
    flow.at(309).server().seq(5001).ack(1101).ts(9, 10).send();
    assertThat(flow.only())
        .isEqualTo(
            new Seen(Verdict.TIMESTAMP, 3, 1, 209 * MS, HoldReason.FEW_SEGMENTS, SegmentKind.DATA));
  }

  @Test
  void shouldNotTakeTheFirstTransmissionWhenItsAckMayHaveBeenLost() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(10, 1).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(100).ts(210, 1).send();
    flow.at(310).server().seq(5001).ack(1101).ts(9, 10).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldNotTimeASynAckThatWasSentAgainForASecondSyn() {
    TcpFixture lost = new TcpFixture();
    lost.at(0).client().syn(1000).ts(10, 0).send();
    lost.at(1000).client().syn(1000).ts(1010, 0).send();
    lost.at(1040).server().syn(5000).ack(1001).ts(9, 10).send();
    assertThat(lost.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldTakeTheRetransmissionWhenTheEchoNamesIt() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(10, 1).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(100).ts(210, 1).send();
    flow.at(330).server().seq(5001).ack(1101).ts(9, 210).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.TIMESTAMP);
    assertThat(flow.only().dataFrame()).isEqualTo(2);
    assertThat(flow.only().rttNs()).isEqualTo(30 * MS);
  }

  @Test
  void shouldTakeTheRetransmissionThatFilledTheHole() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).ts(10, 1).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).ts(11, 1).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(1000).ts(210, 1).send();
    flow.at(340).server().seq(5001).ack(3001).ts(9, 210).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.TIMESTAMP);
    assertThat(flow.only().dataFrame()).isEqualTo(3);
    assertThat(flow.only().rttNs()).isEqualTo(40 * MS);
  }

  @Test
  void shouldNotGuessAmongTransmissionsThatBearTheSameTimestamp() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).ts(10, 1).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).ts(11, 1).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(1000).ts(210, 1).send();
    flow.at(301).client().seq(2001).ack(5001).bytes(1000).ts(210, 1).send();
    flow.at(340).server().seq(5001).ack(3001).ts(9, 210).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldNotBelieveAnEchoThatNamesNoTransmission() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(10, 1).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(100).ts(210, 1).send();
    flow.at(330).server().seq(5001).ack(1101).ts(9, 77).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldNotNeedTimestampsWhereSequenceNumbersDo() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(10, 1).send();
    flow.at(130).server().seq(5001).ack(1101).ts(9, 3).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.EXACT);
  }

  @Test
  void shouldGiveUpOnTimestampsWhenTooManyRetransmissionsWereForgotten() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(10, 1).send();
    for (int i = 0; i < 65; i++) {
      flow.at(300 + i).client().seq(1001).ack(5001).bytes(100).ts(210 + i, 1).send();
    }
    flow.at(1300).server().seq(5001).ack(1101).ts(9, 210).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldTimeASegmentThatASackBlockNewlyEndsAt() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(131).server().seq(5001).ack(1001).sack(2001, 3001).send();
    assertThat(flow.only())
        .isEqualTo(new Seen(Verdict.SACK, 3, 2, 30 * MS, HoldReason.NONE, SegmentKind.DATA));
  }

  @Test
  void shouldTimeASackedSegmentOfAFlowThatWasJoinedHalfway() {
    TcpFixture joined = new TcpFixture();
    joined.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    joined.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    joined.at(131).server().seq(5001).ack(1001).sack(2001, 3001).send();
    assertThat(joined.verdicts()).containsExactly(Verdict.SACK);
  }

  @Test
  void shouldTimeEachSegmentOnceAsTheBlockGrows() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(102).client().seq(3001).ack(5001).bytes(1000).send();
    flow.at(131).server().seq(5001).ack(1001).sack(2001, 3001).send();
    flow.at(132).server().seq(5001).ack(1001).sack(2001, 4001).send();
    flow.at(133).server().seq(5001).ack(1001).sack(2001, 4001).send();
    assertThat(flow.seen).extracting(Seen::dataFrame).containsExactly(2L, 3L);
    assertThat(flow.seen).allMatch(s -> s.rttNs() == 30 * MS);
  }

  @Test
  void shouldNotTimeASackedSegmentThatWasSentAgain() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(110).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(131).server().seq(5001).ack(1001).sack(2001, 3001).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldNotTimeTheEndOfABlockThatALaterSegmentCompleted() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(102).client().seq(3001).ack(5001).bytes(1000).send();
    flow.at(200).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(230).server().seq(5001).ack(1001).sack(2001, 4001).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldIgnoreBlocksThatMakeNoSense() {
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(131).server().seq(5001).ack(1001).sack(9_000_000, 9_001_000).send();
    flow.at(132).server().seq(5001).ack(1001).sack(2001, 1001).send();
    flow.at(133).server().seq(5001).ack(1001).sack(1001, 1001).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldCallAnExactSampleHeldWhenTheSegmentHadBeenSackedBefore() {
    flow.at(100).client().seq(1001).ack(5001).bytes(MSS).send();
    flow.at(101).client().seq(1001 + MSS).ack(5001).bytes(MSS).send();
    flow.at(131).server().seq(5001).ack(1001).sack(1001 + MSS, 1001 + 2 * MSS).send();
    flow.at(180).server().seq(5001).ack(1001 + 2 * MSS).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.SACK, Verdict.EXACT);
    assertThat(flow.last().sampleClass()).isEqualTo(SampleClass.HELD);
  }
}
