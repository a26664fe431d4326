package io.rttd.engine.rtt;

import static io.rttd.engine.rtt.TcpFixture.MS;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger sends blindly changes nothing. */
class PlausibilityTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture();

  @ParameterizedTest
  @ValueSource(ints = {5001 + 100_000, 5001 - 1_000, 1_500_000_000, -1_500_000_000})
  void shouldIgnoreAResetFarOutOfTheWindow(int seq) {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(105).server().seq(seq).rst().ack(1101).send();
    assertThat(flow.seen).isEmpty();
    flow.at(130).server().seq(5001).ack(1101).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
    assertThat(flow.only().rttNs()).isEqualTo(30 * MS);
  }

  @Test
  void shouldKeepTheFlowWhenItsSynIsSeenAgainAfterAnIgnoredReset() {
    flow.at(0).client().syn(1000).mss(MSS).send();
    flow.at(1).server().seq(777_777).rst().send();
    flow.at(2).server().seq(0).rst().ack(4242).send();
    flow.at(1000).client().syn(1000).mss(MSS).send();
    flow.at(1010).server().syn(5000).ack(1001).mss(MSS).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.RETRANSMITTED);
  }

  @Test
  void shouldAcceptTheResetThatRefusesASyn() {
    flow.at(0).client().syn(1000).mss(MSS).send();
    flow.at(1).server().seq(0).rst().ack(1001).window(0).send();
    flow.at(1000).client().syn(1000).mss(MSS).send();
    flow.at(1010).server().syn(5000).ack(1001).mss(MSS).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.REFUSED, Verdict.EXACT);
  }

  @Test
  void shouldAcceptAResetOfWhatTheReceiverExpectsNext() {
    flow.handshake(MSS);
    flow.at(100).server().seq(5001).ack(1001).bytes(100).send();
    flow.at(105).server().seq(5101).rst().ack(1001).window(0).send();
    flow.at(200).client().syn(1000).mss(MSS).send();
    flow.at(210).server().syn(9000).ack(1001).mss(MSS).send();
    assertThat(flow.last().verdict()).isEqualTo(Verdict.EXACT);
  }

  @Test
  void shouldAcceptAResetFromAnEndThatWasNeverSeen() {
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(105).server().seq(5001).rst().ack(1101).window(0).send();
    assertThat(flow.only().verdict()).isEqualTo(Verdict.EXACT);
  }

  @Test
  void shouldTimeWhatIsOutstandingWhenAForgedAckComes() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(105).server().seq(5001).ack(1_000_000_000).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.UNSEEN, Verdict.EXACT);
    assertThat(flow.last().rttNs()).isEqualTo(30 * MS);
  }

  @Test
  void shouldBelieveAnAckFarBeyondOnceAnotherConfirmsIt() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(105).server().seq(5001).ack(1_000_000).send();
    flow.at(106).server().seq(5001).ack(1_001_000).send();
    flow.at(110).client().seq(1_001_000).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1_001_100).send();
    assertThat(flow.verdicts()).containsExactly(Verdict.UNSEEN, Verdict.UNSEEN, Verdict.EXACT);
    assertThat(flow.last().rttNs()).isEqualTo(20 * MS);
  }
}
