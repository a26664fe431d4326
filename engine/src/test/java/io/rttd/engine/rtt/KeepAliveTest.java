package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keep-alives, whose answers are all that an idle connection gives (RFC 9293 3.8.4). */
class KeepAliveTest {
  private static final int MSS = 1460;

  private final TcpFixture flow = new TcpFixture();

  @BeforeEach
  void talkAndFallSilent() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    flow.seen.clear();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldTimeTheAnswer(int bytes) {
    flow.at(5000).client().seq(1100).ack(5001).bytes(bytes).send();
    flow.at(5040).server().seq(5001).ack(1101).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().kind()).isEqualTo(SegmentKind.PROBE);
    assertThat(flow.only().rttNs()).isEqualTo(40 * MS);
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.PROMPT);
    assertThat(flow.matcher.account().acks()).isEqualTo(4);
    assertThat(flow.matcher.outstanding()).isZero();
  }

  @Test
  void shouldTimeTheFirstAnswerAlone() {
    keepAlive(5000);
    answer(5040);
    answer(5041);
    assertThat(flow.seen).hasSize(1);
  }

  @Test
  void shouldNotTimeAKeepAliveThatWasSentTwice() {
    keepAlive(5000);
    keepAlive(6000);
    answer(6040);
    assertThat(flow.seen).isEmpty();
    keepAlive(7000);
    answer(7040);
    assertThat(flow.only().rttNs()).isEqualTo(40 * MS);
  }

  @Test
  void shouldNotTimeAnAnswerAfterAnotherAckOfTheNumber() {
    keepAlive(5000);
    flow.at(5001).server().seq(5001).ack(1101).bytes(10).send();
    flow.at(5040).server().seq(5011).ack(1101).send();
    assertThat(flow.seen).isEmpty();
    assertThat(flow.matcher.outstanding()).isEqualTo(1);
  }

  @Test
  void shouldTakeOnlyTheEchoOfAKeepAliveForItsAnswer() {
    flow.at(5000).client().seq(1100).ack(5001).ts(50, 1).send();
    flow.at(5001).server().seq(5001).ack(1101).bytes(10).ts(9, 1).send();
    flow.at(5040).server().seq(5011).ack(1101).ts(9, 50).send();
    assertThat(flow.only().rttNs()).isEqualTo(40 * MS);
  }

  @Test
  void shouldNotTakeAWindowUpdateForTheAnswer() {
    keepAlive(5000);
    flow.at(5010).server().seq(5001).ack(1101).window(70).send();
    answer(5040);
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldKnowTheAnswerByItsTimestampWhateverTheWindow() {
    flow.at(5000).client().seq(1100).ack(5001).ts(77, 1).send();
    flow.at(5040).server().seq(5001).ack(1101).window(70).ts(9, 77).send();
    assertThat(flow.only().rttNs()).isEqualTo(40 * MS);
  }

  @Test
  void shouldNotTakeAnAckForTheAnswerThatEchoesSomethingElse() {
    flow.at(5000).client().seq(1100).ack(5001).ts(77, 1).send();
    flow.at(5040).server().seq(5001).ack(1101).ts(9, 76).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldNotTakeAKeepAliveOfTheOtherEndForTheAnswer() {
    keepAlive(5000);
    flow.at(5003).server().seq(5000).ack(1101).send();
    answer(5040);
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldTakeALostByteThatIsSentAgainForARetransmission() {
    flow.at(5000).client().seq(1101).ack(5001).bytes(1).send();
    flow.at(5200).client().seq(1101).ack(5001).bytes(1).send();
    flow.at(5230).server().seq(5001).ack(1102).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
    assertThat(flow.retransmissions).isEqualTo(1);
  }

  @Test
  void shouldForgetAKeepAliveThatNewDataOvertook() {
    keepAlive(5000);
    flow.at(5010).client().seq(1101).ack(5001).bytes(100).send();
    flow.at(5050).server().seq(5001).ack(1201).send();
    answer(5060);
    assertThat(flow.only().kind()).isEqualTo(SegmentKind.DATA);
    assertThat(flow.matcher.outstanding()).isZero();
  }

  @Test
  void shouldNotTakeAZeroWindowProbeForAKeepAlive() {
    flow.at(4000).server().seq(5001).ack(1101).window(0).send();
    keepAlive(5000);
    flow.at(5040).server().seq(5001).ack(1101).window(0).send();
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldGiveBackWhatAnUnansweredKeepAliveTakes() {
    keepAlive(5000);
    assertThat(flow.matcher.outstanding()).isEqualTo(1);
    assertThat(flow.matcher.account().outstanding()).isZero();
    flow.releaseAll();
    assertThat(flow.matcher.outstanding()).isZero();
    answer(5040);
    assertThat(flow.seen).isEmpty();
  }

  @Test
  void shouldNotTakeARepetitionForTheFirstWhereThatHadNoSlot() {
    TcpFixture full = new TcpFixture(8, 8).handshake(MSS);
    full.at(100).client().seq(1001).ack(5001).bytes(100).send();
    full.at(110).server().seq(5001).ack(1101).send();
    for (int i = 0; i < 7; i++) {
      full.at(120).server().seq(5001 + 10 * i).ack(1101).bytes(10).send();
    }
    full.seen.clear();
    full.at(5000).client().seq(1100).ack(5001).send();
    full.at(5100).client().seq(1101).ack(5071).send();
    full.seen.clear();
    full.at(6000).client().seq(1100).ack(5071).send();
    full.at(6040).server().seq(5071).ack(1101).send();
    assertThat(full.seen).as("of the first or of the second").isEmpty();

    full.at(7000).client().seq(1100).ack(5071).send();
    full.at(7040).server().seq(5071).ack(1101).send();
    assertThat(full.only().rttNs()).isEqualTo(40 * MS);
    full.releaseAll();
    assertThat(full.matcher.outstanding()).isZero();
  }

  @Test
  void shouldNotTimeAnAnswerAfterMoreThanTheMaximum() {
    keepAlive(5000);
    answer(5000 + 60_001);
    assertThat(flow.seen).isEmpty();
  }

  private void keepAlive(long ms) {
    flow.at(ms).client().seq(1100).ack(5001).send();
  }

  private void answer(long ms) {
    flow.at(ms).server().seq(5001).ack(1101).send();
  }
}
