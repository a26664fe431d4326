package io.rttd.engine.rtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.SampleClass;
import org.junit.jupiter.api.Test;

/** Which samples may have waited in the receiver. */
class SampleClassTest {
  private static final int MSS = 1460;
  private final TcpFixture flow = new TcpFixture();

  @Test
  void shouldCallAPureAckOfTwoFullSegmentsPrompt() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(MSS).send();
    flow.at(100).client().seq(1001 + MSS).ack(5001).bytes(MSS).send();
    flow.at(130).server().seq(5001).ack(1001 + 2 * MSS).send();
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.PROMPT);
  }

  @Test
  void shouldCallAPureAckOfOneFullSegmentHeld() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(MSS).send();
    flow.at(130).server().seq(5001).ack(1001 + MSS).send();
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.HELD);
  }

  @Test
  void shouldNotTakeSeveralSmallSegmentsForFullOnes() {
    flow.handshake(MSS);
    for (int i = 0; i < 4; i++) {
      flow.at(100).client().seq(1001 + i * 1000).ack(5001).bytes(1000).send();
    }
    flow.at(130).server().seq(5001).ack(5001).send();
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.HELD);
  }

  @Test
  void shouldCallAnAckThatRidesOnDataHeld() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(MSS).send();
    flow.at(100).client().seq(1001 + MSS).ack(5001).bytes(MSS).send();
    flow.at(130).server().seq(5001).ack(1001 + 2 * MSS).bytes(1).send();
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.HELD);
  }

  @Test
  void shouldKnowThatTimestampsTakeTwelveBytesOfEachSegment() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(1448).ts(1, 1).send();
    flow.at(100).client().seq(1001 + 1448).ack(5001).bytes(1448).ts(1, 1).send();
    flow.at(130).server().seq(5001).ack(1001 + 2896).ts(2, 1).send();
    assertThat(flow.only().sampleClass()).isEqualTo(SampleClass.PROMPT);
  }

  @Test
  void shouldTakeTheLargestPayloadForFullWhenTheMssIsUnknown() {
    flow.at(100).client().seq(1).ack(1).bytes(500).send();
    flow.at(110).server().seq(1).ack(501).send();
    flow.at(120).client().seq(501).ack(1).bytes(500).send();
    flow.at(121).client().seq(1001).ack(1).bytes(500).send();
    flow.at(130).server().seq(1).ack(1501).send();
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::sampleClass)
        .containsExactly(SampleClass.HELD, SampleClass.PROMPT);
  }

  @Test
  void shouldCountOnlyWhatAnAckNewlyCoversOfASuperSegment() {
    flow.handshake(MSS);
    flow.at(100).client().seq(1001).ack(5001).bytes(4 * MSS).send();
    flow.at(130).server().seq(5001).ack(1001 + 3 * MSS).send();
    flow.at(131).server().seq(5001).ack(1001 + 4 * MSS).send();
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::sampleClass)
        .containsExactly(SampleClass.PROMPT, SampleClass.HELD);
  }

  @Test
  void shouldCallAHandshakePromptOnlyWhereNothingRidesOnItsAck() {
    flow.at(0).client().syn(1000).mss(MSS).send();
    flow.at(10).server().syn(5000).ack(1001).mss(MSS).send();
    flow.at(50).client().seq(1001).ack(5001).bytes(10).send();
    assertThat(flow.seen)
        .extracting(TcpFixture.Seen::sampleClass)
        .containsExactly(SampleClass.PROMPT, SampleClass.HELD);
  }
}
