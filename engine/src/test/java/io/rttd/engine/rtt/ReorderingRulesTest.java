package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which segments count as reordered; the handshake's RTT, and the flow's shortest, is 10 ms. */
class ReorderingRulesTest {
  private final TcpFixture tcp = new TcpFixture();

  @Test
  void shouldCountASegmentThatFillsAGapWithinARoundTrip() {
    tcp.handshake(1460);
    tcp.at(20).client().seq(1001).ack(5001).bytes(100).send();
    tcp.at(21).client().seq(1201).ack(5001).bytes(100).send();
    tcp.at(22).client().seq(1101).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isEqualTo(1);
    assertThat(tcp.retransmissions).isZero();
    assertThat(tcp.firstSent).isEqualTo(3);
  }

  @Test
  void shouldNotCountASegmentThatFillsAGapARoundTripLater() {
    tcp.handshake(1460);
    tcp.at(20).client().seq(1101).ack(5001).bytes(100).send();
    tcp.at(30).client().seq(1001).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isZero();
  }

  @Test
  void shouldNotCountASegmentThatWasSeenBefore() {
    tcp.handshake(1460);
    tcp.at(20).client().seq(1001).ack(5001).bytes(100).send();
    tcp.at(21).client().seq(1101).ack(5001).bytes(100).send();
    tcp.at(22).client().seq(1001).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isZero();
    assertThat(tcp.retransmissions).isEqualTo(1);
  }

  @Test
  void shouldCountEachOfSeveralGapsWithTheirOwnTimes() {
    tcp.handshake(1460);
    tcp.at(20).client().seq(1101).ack(5001).bytes(100).send();
    tcp.at(28).client().seq(1301).ack(5001).bytes(100).send();
    tcp.at(31).client().seq(1001).ack(5001).bytes(100).send();
    tcp.at(31).client().seq(1201).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isEqualTo(1);
  }

  @Test
  void shouldCountTheRoundTripToBothEndsWhereBothAreKnown() {
    tcp.at(0).client().syn(1000).send();
    tcp.at(10).server().syn(5000).ack(1001).send();
    tcp.at(14).client().seq(1001).ack(5001).send(); // 4 ms from here to the client and back
    tcp.at(20).client().seq(1101).ack(5001).bytes(100).send();
    tcp.at(33).client().seq(1001).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isEqualTo(1);
    tcp.at(40).client().seq(1301).ack(5001).bytes(100).send();
    tcp.at(54).client().seq(1201).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isEqualTo(1);
  }

  @Test
  void shouldCountNothingWithoutAnyRoundTrip() {
    tcp.at(20).client().seq(1101).ack(5001).bytes(100).send();
    tcp.at(20).client().seq(1001).ack(5001).bytes(100).send();
    assertThat(tcp.reordered).isZero();
  }

  @Test
  void shouldCountDataThatTheLocalEndReceivesInHostMode() {
    tcp.onlyClientTimed().handshake(1460);
    tcp.at(20).server().seq(5001).ack(1001).bytes(100).send();
    tcp.at(21).server().seq(5201).ack(1001).bytes(100).send();
    tcp.at(22).server().seq(5401).ack(1001).bytes(100).send();
    tcp.at(23).server().seq(5301).ack(1001).bytes(100).send();
    tcp.at(24).server().seq(5101).ack(1001).bytes(100).send();
    tcp.at(25).server().seq(5501).ack(1001).bytes(100).send();
    assertThat(tcp.reordered).isEqualTo(2);
  }

  @Test
  void shouldNotCountRetransmissionsThatTheLocalEndReceives() {
    tcp.onlyClientTimed().handshake(1460);
    tcp.at(20).server().seq(5001).ack(1001).bytes(100).send();
    tcp.at(21).server().seq(5001).ack(1001).bytes(100).send(); // below any gap
    tcp.at(22).server().seq(5201).ack(1001).bytes(100).send();
    tcp.at(23).server().seq(5001).ack(1001).bytes(100).send();
    tcp.at(33).server().seq(5101).ack(1001).bytes(100).send(); // a round trip later
    assertThat(tcp.reordered).isZero();
  }

  @Test
  void shouldFollowTheNextGapAfterOneThatWasNotFilled() {
    tcp.onlyClientTimed().handshake(1460);
    tcp.at(20).server().seq(5101).ack(1001).bytes(100).send();
    tcp.at(40).server().seq(5301).ack(1001).bytes(100).send();
    tcp.at(41).server().seq(5201).ack(1001).bytes(100).send();
    assertThat(tcp.reordered).isEqualTo(1);
  }

  @Test
  void shouldNotTakeAGapForYoungWhenItsTimeHasWrapped() {
    tcp.onlyClientTimed().handshake(1460);
    tcp.at(20).server().seq(5101).ack(1001).bytes(100).send(); // leaves a gap
    tcp.at(2_400_000).server().seq(5201).ack(1001).bytes(100).send(); // 40 minutes later
    tcp.at(2_400_300).server().seq(5201).ack(1001).bytes(100).send(); // sent again
    assertThat(tcp.reordered).isZero();
  }
}
