package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How many segments on the wire are counted for what the capture sees as one. */
class WireSegmentsTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture();

  @Test
  void shouldCountASuperSegmentAsItsPayloadByTheReceiversMss() {
    flow.handshake(MSS);
    flow.client().seq(1001).ack(5001).bytes(10 * MSS).send();
    assertThat(flow.firstSent).isEqualTo(10);
    flow.client().seq(1001).ack(5001).bytes(3 * MSS + 1).send();
    assertThat(flow.retransmissions).isEqualTo(4);
    assertThat(flow.firstSent).isEqualTo(10);
  }

  @Test
  void shouldTakeTheMssOfTheReceiverAndNotTheSenders() {
    flow.client().syn(1000).mss(536).send();
    flow.server().syn(5000).ack(1001).mss(MSS).send();
    flow.client().seq(1001).ack(5001).bytes(2 * MSS).send();
    assertThat(flow.firstSent).isEqualTo(2);
    flow.server().seq(5001).ack(1001).bytes(2 * 536).send();
    assertThat(flow.firstSent).isEqualTo(4);
  }

  @Test
  void shouldLeaveRoomForTheTimestampsThatEachSegmentBears() {
    flow.handshake(MSS);
    flow.client().seq(1001).ack(5001).bytes(10 * 1448).ts(1, 1).send();
    assertThat(flow.firstSent).isEqualTo(10);
    flow.client().seq(1001).ack(5001).bytes(10 * 1448).ts(2, 1).send();
    assertThat(flow.retransmissions).isEqualTo(10);
  }

  @Test
  void shouldCountOldAndNewBytesOfOneSegmentApart() {
    flow.handshake(MSS);
    flow.client().seq(1001).ack(5001).bytes(2 * MSS).send();
    flow.client().seq(1001).ack(5001).bytes(5 * MSS).send();
    assertThat(flow.retransmissions).isEqualTo(2);
    assertThat(flow.firstSent).isEqualTo(2 + 3);
  }

  @Test
  void shouldCountWhatFillsAHoleAsSentForTheFirstTime() {
    flow.handshake(MSS);
    flow.client().seq(1001 + 2 * MSS).ack(5001).bytes(2 * MSS).send();
    flow.client().seq(1001).ack(5001).bytes(2 * MSS).send();
    assertThat(flow.firstSent).isEqualTo(4);
    assertThat(flow.retransmissions).isZero();
  }

  @Test
  void shouldCountNeitherSynNorFinNorAckAsData() {
    flow.handshake(MSS);
    flow.client().seq(1001).ack(5001).send();
    flow.client().seq(1001).ack(5001).fin().send();
    assertThat(flow.firstSent).isZero();
    flow.client().seq(1001).ack(5001).fin().send();
    assertThat(flow.retransmissions).isEqualTo(1);
  }

  @Test
  void shouldNotCountAProbeOfAClosedWindow() {
    flow.handshake(MSS);
    flow.server().seq(5001).ack(1001).window(0).send();
    flow.client().seq(1001).ack(5001).bytes(1).send();
    assertThat(flow.firstSent).isZero();
    assertThat(flow.retransmissions).isZero();
  }

  @Test
  void shouldTakeTheLargestOrdinaryPayloadWhereNoSynWasCaptured() {
    flow.client().seq(1001).ack(5001).bytes(1348).send();
    flow.client().seq(2349).ack(5001).bytes(10 * 1348).send();
    assertThat(flow.firstSent).isEqualTo(1 + 10);
  }

  @Test
  void shouldTakeWhatEthernetHoldsWhereNothingTellsTheMss() {
    flow.client().seq(1001).ack(5001).bytes(10 * 1448).ts(1, 1).send();
    assertThat(flow.firstSent).isEqualTo(10);
    flow.client().seq(1001 + 10 * 1448).ack(5001).bytes(900).ts(1, 1).send();
    flow.client().seq(1901 + 10 * 1448).ack(5001).bytes(5 * 1448).ts(1, 1).send();
    assertThat(flow.firstSent).isEqualTo(10 + 1 + 5);
  }
}
