package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Completeness;
import org.junit.jupiter.api.Test;

/** What shows that a capture lacks packets of a connection. */
class CompletenessTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture();

  @Test
  void shouldMissNothingOfAWholeConnection() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).bytes(1460).send();
    flow.at(131).client().seq(1101).ack(6461).fin().send();
    flow.at(160).server().seq(6461).ack(1102).fin().send();
    flow.at(161).client().seq(1102).ack(6462).send();

    Completeness seen = flow.matcher.completeness();
    assertThat(seen.unseenBytes()).isZero();
    assertThat(seen.ackedBytes()).as("data, SYNs, FINs").isEqualTo(1 + 100 + 1 + 1 + 1460 + 1);
    assertThat(seen.midStream() + seen.midStreamSegments() + seen.lateSegments()).isZero();
    assertThat(seen.dataSegments()).isEqualTo(2);
  }

  @Test
  void shouldMissWhatWasAcknowledgedButNotCaptured() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(100).client().seq(1201).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1301).send();
    flow.at(150).server().seq(5001).ack(1401).send();

    assertThat(flow.matcher.completeness().unseenBytes()).isEqualTo(200);
  }

  @Test
  void shouldNotMissWhatTheNetworkLostBeforeTheCaptureAndTheSenderSentAgain() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1101).ack(5001).bytes(100).send();
    flow.at(200).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(230).server().seq(5001).ack(1201).send();

    assertThat(flow.matcher.completeness().unseenBytes()).isZero();
    assertThat(flow.matcher.completeness().gapFillers()).isEqualTo(1);
  }

  @Test
  void shouldNotTakeReorderedDataForLostData() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(100).send();
    flow.at(130).server().seq(5001).ack(1101).send();
    flow.at(200).client().seq(1201).ack(5001).bytes(100).send();
    flow.at(201).client().seq(1101).ack(5001).bytes(100).send();

    assertThat(flow.matcher.completeness().gapFillers()).isZero();
  }

  @Test
  void shouldNotTakeDataForLostThatComesSoonWhereTheRttIsUnknown() {
    flow.at(100).client().seq(1201).ack(5001).bytes(100).send();
    flow.at(101).client().seq(1101).ack(5001).bytes(100).send();

    assertThat(flow.matcher.completeness().gapFillers()).isZero();
  }

  @Test
  void shouldNotMissWhatWasSentBeforeTheCapture() {
    flow.at(0).client().seq(10_001).ack(5001).bytes(100).send();
    flow.at(1).server().seq(5001).ack(9001).send();
    flow.at(2).server().seq(5001).ack(10_001).send();
    flow.at(3).server().seq(5001).ack(10_101).send();

    Completeness seen = flow.matcher.completeness();
    assertThat(seen.unseenBytes()).isZero();
    assertThat(seen.midStream()).isEqualTo(1);
    assertThat(seen.midStreamSegments()).isEqualTo(4);
  }

  @Test
  void shouldNotMissWhatWasOnItsWayWhenTheCaptureBegan() {
    flow.at(0).client().seq(10_001).ack(5001).bytes(100).send();
    flow.at(1).client().seq(20_001).ack(5001).bytes(100).send();
    flow.at(3).server().seq(5001).ack(10_101).send();
    flow.at(4).server().seq(5001).ack(15_001).send();
    flow.at(5).server().seq(5001).ack(20_101).send();
    flow.at(6).server().seq(5001).ack(20_301).send();

    assertThat(flow.matcher.completeness().unseenBytes()).isEqualTo(200);
  }

  @Test
  void shouldMissDataOfAConnectionThatBeganEarlier() {
    flow.at(0).client().seq(10_001).ack(5001).bytes(100).send();
    flow.at(3).server().seq(5001).ack(10_101).send();
    flow.at(4).server().seq(5001).ack(10_301).send();

    assertThat(flow.matcher.completeness().unseenBytes()).isEqualTo(200);
  }

  @Test
  void shouldNotTakeAResetOrFinOfAFinishedConnectionForOneThatBeganEarlier() {
    flow.at(0).client().seq(10_001).ack(5001).rst().send();

    assertThat(flow.matcher.completeness().midStream()).isZero();
  }

  @Test
  void shouldCountDataThatWasCapturedAfterItsAckAsLateButNotAsMissing() {
    flow.handshake(MSS);
    flow.at(100).server().seq(5001).ack(1101).send();
    flow.at(101).client().seq(1001).ack(5001).bytes(100).send();

    Completeness seen = flow.matcher.completeness();
    assertThat(seen.lateSegments()).isEqualTo(1);
    assertThat(seen.unseenBytes()).isZero();
  }

  @Test
  void shouldCountSegmentsLongerThanAPacket() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(MSS).send();
    flow.at(100).client().seq(1001 + MSS).ack(5001).bytes(3 * MSS).send();

    Completeness seen = flow.matcher.completeness();
    assertThat(seen.superSegments()).isEqualTo(1);
    assertThat(seen.dataSegments()).isEqualTo(2);
  }

  @Test
  void shouldNotTakeAJumboFrameForASuperSegmentWhereTheMssIsUnknown() {
    flow.at(100).client().seq(1001).ack(5001).bytes(8_948).send();
    assertThat(flow.matcher.completeness().superSegments()).isZero();

    flow.at(100).client().seq(9949).ack(5001).bytes(60_000).send();
    assertThat(flow.matcher.completeness().superSegments()).isEqualTo(1);
  }

  @Test
  void shouldNotMissDataThatHadNoSlot() {
    TcpFixture small = new TcpFixture(1000, 2).handshake(MSS);
    for (int i = 0; i < 6; i++) {
      small.at(100 + i).client().seq(1001 + 100 * i).ack(5001).bytes(100).send();
    }
    small.at(130).server().seq(5001).ack(1601).send();

    assertThat(small.matcher.completeness().unseenBytes()).isZero();
  }
}
