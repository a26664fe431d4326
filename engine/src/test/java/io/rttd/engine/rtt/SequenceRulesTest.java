package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.rtt.TcpFixture.Seen;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts that need sequence numbers alone. */
class SequenceRulesTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture();

  @Test
  void shouldTimeAnAckThatEndsWhereItsSegmentEnds() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    assertThat(flow.only())
        .isEqualTo(
            new Seen(Verdict.EXACT, 2, 1, 30 * MS, HoldReason.FEW_SEGMENTS, SegmentKind.DATA));
  }

  @Test
  void shouldTimeTheLastOfSeveralSegmentsThatOneAckCovers() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(104).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(130).server().seq(5001).ack(3001).send();
    assertThat(flow.only().dataFrame()).isEqualTo(2);
    assertThat(flow.only().rttNs()).isEqualTo(26 * MS);
  }

  @Test
  void shouldTimeAFin() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).fin().send();
    flow.at(107).server().seq(5001).ack(1002).send();
    assertThat(flow.only().kind()).isEqualTo(SegmentKind.FIN);
    assertThat(flow.only().rttNs()).isEqualTo(7 * MS);
  }

  @Test
  void shouldTimeTheNewPartOfASegmentThatRepeatsOldBytes() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(110).server().seq(5001).ack(1101).send();
    flow.at(200).client().seq(1051).ack(5001).bytes(100).send();
    flow.at(230).server().seq(5001).ack(1151).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.EXACT, Verdict.EXACT);
    assertThat(flow.last().rttNs()).isEqualTo(30 * MS);
    assertThat(flow.retransmissions).isEqualTo(1);
  }

  @Test
  void shouldNotTimeTheOldPartOfASegmentThatBringsNewBytes() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(200).client().seq(1001).ack(5001).bytes(200).send();
    flow.at(230).server().seq(5001).ack(1101).send();
    flow.at(240).server().seq(5001).ack(1201).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED, Verdict.EXACT);
    assertThat(flow.last().rttNs()).isEqualTo(40 * MS);
  }

  @Test
  void shouldNotCallASegmentCutThatWasCapturedAfterAnAckOfAPartOfIt() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(110).server().seq(5001).ack(1101 + MSS).send();
    flow.at(111).client().seq(1101).ack(5001).bytes(4 * MSS).send();
    flow.at(112).server().seq(5001).ack(1101 + 2 * MSS).send();
    flow.at(113).server().seq(5001).ack(1101 + 4 * MSS).send();
    assertThat(flow.verdicts())
        .containsExactly(Verdict.UNSEEN, Verdict.CUMULATIVE, Verdict.PARTIALLY_ACKED);
  }

  @Test
  void shouldNotTimeASegmentThatWasSentTwice() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(330).server().seq(5001).ack(1101).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
    assertThat(flow.retransmissions).isEqualTo(1);
  }

  @Test
  void shouldTakeACaptureDuplicateForARetransmission() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(7, 1).send();
    flow.at(100).client().seq(1001).ack(5001).bytes(100).ts(7, 1).send();
    flow.at(130).server().seq(5001).ack(1101).ts(9, 7).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldNotTimeAnAckThatWaitedForAHoleToBeFilled() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(330).server().seq(5001).ack(3001).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.POST_LOSS);
    assertThat(flow.only().dataFrame()).isEqualTo(2);
  }

  @Test
  void shouldTimeTheSegmentsAfterARepairAgain() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(301).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(330).server().seq(5001).ack(3001).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.EXACT);
  }

  @Test
  void shouldCallAnAckCumulativeThatEndsAtNoSegment() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(130).server().seq(5001).ack(2501).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.CUMULATIVE);
    assertThat(flow.only().dataFrame()).isZero();
  }

  @Test
  void shouldTimeASuperSegmentTheFirstTimeItIsCut() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(14_600).send();
    flow.at(120).server().seq(5001).ack(1001 + 2920).send();
    flow.at(125).server().seq(5001).ack(1001 + 5840).send();
    flow.at(130).server().seq(5001).ack(1001 + 14_600).send();
    assertThat(flow.verdicts())
        .containsExactly(Verdict.PARTIAL, Verdict.CUMULATIVE, Verdict.PARTIALLY_ACKED);
    assertThat(flow.seen.get(0).rttNs()).isEqualTo(20 * MS);
    assertThat(flow.seen.get(0).dataFrame()).isEqualTo(1);
    assertThat(flow.seen.get(0).holdReason()).isEqualTo(HoldReason.NONE);
  }

  @Test
  void shouldNotTimeACutSuperSegmentWhenTheAckCoversOthersBelow() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1460).send();
    flow.at(101).client().seq(2461).ack(5001).bytes(14_600).send();
    flow.at(120).server().seq(5001).ack(2461 + 1460).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.CUMULATIVE);
    assertThat(flow.only().dataFrame()).isZero();
  }

  @Test
  void shouldNotTimeACutSuperSegmentThatWasSentAgain() {
    flow.handshake(MSS);
    flow.at(101).client().seq(2461).ack(5001).bytes(14_600).send();
    flow.at(102).client().seq(2461).ack(5001).bytes(1460).send();
    flow.at(120).server().seq(5001).ack(2461 + 1460).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
    flow.at(321).client().seq(2461 + 1460).ack(5001).bytes(1460).send();
    flow.at(340).server().seq(5001).ack(2461 + 14_600).send();
    assertThat(flow.last().verdict()).isEqualTo(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldNotTimeAnOrdinarySegmentThatIsCut() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(120).server().seq(5001).ack(1501).send();
    flow.at(130).server().seq(5001).ack(2001).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.CUMULATIVE, Verdict.PARTIALLY_ACKED);
  }

  @Test
  void shouldCallAnAckUnseenThatLiesBeyondEverythingSent() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(120).server().seq(5001).ack(4001).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.UNSEEN);
  }

  @Test
  void shouldGiveNothingForADuplicateAckOrAWindowUpdate() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    flow.seen.clear();
    flow.at(131).server().seq(5001).ack(1101).send();
    flow.at(132).server().seq(5001).ack(1101).window(100).send();
    flow.at(133).server().seq(5001).ack(1001).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldGiveNothingForAnAckOfWhatWasNeverSeen() {
    flow.at(0).server().seq(5001).ack(1101).send();
    flow.at(1).client().seq(1101).ack(5001).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldContinueMeasuringAfterAnAckOfUnsentData() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(101).server().seq(5001).ack(1001 + 50_000).send();
    flow.at(110).client().seq(1101).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    flow.at(140).server().seq(5001).ack(1201).send();
    flow.at(150).client().seq(1201).ack(5001).bytes(100).send();
    flow.at(190).server().seq(5001).ack(1301).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.UNSEEN, Verdict.EXACT, Verdict.EXACT);
    assertThat(flow.seen).extracting(Seen::rttNs).endsWith(30 * MS, 40 * MS);
  }

  @Test
  void shouldBelieveAnAckOfWhatTheCaptureMissed() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1201).send();
    flow.at(131).client().seq(1101).ack(5001).bytes(100).send();
    flow.at(170).server().seq(5001).ack(1201).window(9).send();
    flow.at(180).client().seq(1201).ack(5001).bytes(100).send();
    flow.at(210).server().seq(5001).ack(1301).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.UNSEEN, Verdict.EXACT);
    assertThat(flow.last().rttNs()).isEqualTo(30 * MS);
  }

  @Test
  void shouldRefuseATimeThatRunsBackwards() {
    flow.handshake(MSS);
    flow.at(200).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(150).server().seq(5001).ack(1101).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.CLOCK);
  }

  @ParameterizedTest
  @ValueSource(longs = {60_000, 60_001})
  void shouldRefuseATimeAboveTheMaximum(long ms) {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(100 + ms).server().seq(5001).ack(1101).send();
    assertThat(flow.only().verdict()).isEqualTo(ms > 60_000 ? Verdict.CLOCK : Verdict.EXACT);
  }

  @Test
  void shouldNeverTakeAKeepAliveForData() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    flow.seen.clear();
    flow.at(5000).client().seq(1100).ack(5001).bytes(1).send();
    flow.at(9000).client().seq(1100).ack(5001).bytes(0).send();
    assertThat(flow.seen).isEmpty();
    assertThat(flow.retransmissions).isZero();
    assertThat(flow.matcher.account().outstanding()).isZero();
  }

  @Test
  void shouldNeverTimeAZeroWindowProbe() {
    flow.handshake(MSS);
    flow.at(100).server().seq(5001).ack(1001).window(0).send();
    flow.at(300).client().seq(1001).ack(5001).bytes(1).send();
    flow.at(340).server().seq(5001).ack(1002).window(8000).send();
    assertThat(flow.seen).isEmpty();
    flow.at(341).client().seq(1002).ack(5001).bytes(100).send();
    flow.at(381).server().seq(5001).ack(1102).window(8000).send();
    assertThat(flow.only().rttNs()).isEqualTo(40 * MS);
  }

  @Test
  void shouldFollowSequenceNumbersAcrossTheirWrap() {
    int start = -1500;
    flow.at(0).client().seq(start).ack(1).bytes(1000).send();
    flow.at(1).client().seq(start + 1000).ack(1).bytes(1000).send();
    flow.at(2).client().seq(start + 2000).ack(1).bytes(1000).send();
    flow.at(10).server().seq(1).ack(start + 1000).send();
    flow.at(11).server().seq(1).ack(start + 2000).send();
    flow.at(12).server().seq(1).ack(start + 3000).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.EXACT, Verdict.EXACT, Verdict.EXACT);
    assertThat(flow.seen).allMatch(s -> s.rttNs() == 10 * MS);
  }

  @Test
  void shouldTimeASegmentThatWasCapturedAfterItsSuccessor() {
    flow.handshake(MSS);
    flow.at(100).client().seq(2001).ack(5001).bytes(1000).send();
    flow.at(101).client().seq(1001).ack(5001).bytes(1000).send();
    flow.at(120).server().seq(5001).ack(2001).send();
    flow.at(121).server().seq(5001).ack(3001).send();
    assertThat(flow.seen)
        .extracting(Seen::verdict, Seen::dataFrame)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Verdict.EXACT, 2L),
            org.assertj.core.groups.Tuple.tuple(Verdict.EXACT, 1L));
  }

  @Test
  void shouldTimeOnlyWhatTheLocalEndSendsInHostMode() {
    flow.onlyClientTimed();
    flow.at(0).client().syn(1000).send();
    flow.at(10).server().syn(5000).ack(1001).send();
    flow.at(13).client().seq(1001).ack(5001).bytes(10).send();
    flow.at(23).server().seq(5001).ack(1011).bytes(10).send();
    flow.at(24).client().seq(1011).ack(5011).send();
    assertThat(flow.seen).extracting(Seen::ackFrame).containsExactly(2L, 4L);
  }

  @Test
  void shouldGiveBackEverySlotThatItTook() {
    flow.handshake(MSS);
    for (int i = 0; i < 50; i++) {
      flow.at(100 + i).client().seq(1001 + i * 10).ack(5001).bytes(10).send();
    }
    flow.at(400).client().seq(1001).ack(5001).bytes(10).send();
    assertThat(flow.matcher.outstanding()).isEqualTo(51);
    flow.at(500).server().seq(5001).ack(1501).send();
    assertThat(flow.matcher.outstanding()).isZero();
    flow.at(600).client().seq(1501).ack(5001).bytes(10).send();
    flow.releaseAll();
    assertThat(flow.matcher.outstanding()).isZero();
  }

  @Test
  void shouldCountARetransmissionOfWhatWasAcknowledgedAlready() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    flow.at(131).client().seq(1001).ack(5001).bytes(100).send();
    assertThat(flow.retransmissions).isEqualTo(1);
    assertThat(flow.matcher.outstanding()).isZero();
  }
}
