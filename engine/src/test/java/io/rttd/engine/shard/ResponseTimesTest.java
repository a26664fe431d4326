package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.model.Segment;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a response time measures, which connections give one, and which pair it belongs to. */
class ResponseTimesTest extends ResponseTimesFixture {
  @Test
  void shouldMeasureFromTheLastSegmentOfTheRequestToTheFirstOfTheAnswer() {
    handshake();
    request(1_000, 1460, 0);
    request(1_500, 300, TcpFlags.PSH);
    acknowledge(1_520);
    answer(3_500, 1460);
    answer(3_600, 1460);
    end();
    assertThat(counts).containsOnly(Map.entry(TO_SERVER, 1L));
    assertThat(sumsUs.get(TO_SERVER)).isEqualTo(2_000);
  }

  @Test
  void shouldMeasureEachExchangeOfAConnection() {
    handshake();
    for (int i = 0; i < 100; i++) {
      request(10_000L * i + 1_000, 50, TcpFlags.PSH);
      answer(10_000L * i + 1_700, 100);
    }
    end();
    assertThat(counts.get(TO_SERVER)).isEqualTo(100);
    assertThat(sumsUs.get(TO_SERVER)).isEqualTo(70_000);
  }

  @Test
  void shouldCountForTheLocalEndInHostMode() {
    timed = Segment.TIMED_DST; // the server is local
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    answer(1_700, 100);
    end();
    assertThat(counts).containsOnly(Map.entry(TO_CLIENT, 1L));
  }

  @Test
  void shouldTreatTheReceiverOfTheSynAckAsTheClient() {
    send(false, 10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    send(true, 20, TcpFlags.ACK, 101, 501, 0);
    for (int i = 1; i <= 3; i++) {
      request(1_000L * i, 50, TcpFlags.PSH);
      answer(1_000L * i + 700, 100);
    }
    end();
    assertThat(counts.get(TO_SERVER)).as("the first may have begun earlier").isEqualTo(1);
  }

  @Test
  void shouldMeasureNothingWhoseHandshakeWasMissed() {
    request(1_000, 50, TcpFlags.PSH);
    answer(1_700, 100);
    request(2_000, 50, TcpFlags.PSH);
    answer(2_700, 100);
    end();
    assertThat(counts).isEmpty();
  }

  @Test
  void shouldMeasureTheAnswerToAClientThatFinishesAfterItsRequest() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    sendRequest(1_001, 0, TcpFlags.FIN, clientNext);
    answerAcknowledging(1_700, 100, clientNext); // before it has processed the FIN
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 700.0));
  }

  @Test
  void shouldMeasureTheAnswerThatAcknowledgesTheClientsFin() {
    handshake();
    request(1_000, 50, TcpFlags.PSH | TcpFlags.FIN);
    answerAcknowledging(1_700, 100, clientNext + 1);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 700.0));
  }

  /** TCP Fast Open (RFC 7413). */
  @Test
  void shouldMeasureTheAnswerToARequestInTheSyn() {
    send(true, 0, TcpFlags.SYN, 100, 0, 50);
    send(false, 10, TcpFlags.SYN | TcpFlags.ACK, 500, 151, 0);
    clientNext = 151;
    answer(700, 100);
    request(1_000, 50, TcpFlags.PSH);
    answer(1_400, 100);
    end();
    assertThat(counts).containsOnly(Map.entry(TO_SERVER, 2L));
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 1_100.0));
  }

  @Test
  void shouldTakeForTheServerWhosePortHasAServiceIfTheHandshakeWasMissed() {
    ports = new ServicePorts.Builder().configured(80, 80, new ServiceNames().of("web")).build();
    control(Segment.KIND_TICK, 500);
    answer(1_000, 100); // the rest of an answer
    for (int i = 1; i <= 3; i++) {
      request(10_000L * i, 50, TcpFlags.PSH);
      answer(10_000L * i + 700, 100);
    }
    end();
    assertThat(counts.values()).as("earlier requests may be unanswered").containsExactly(1L);
    assertThat(sumsUs.values()).containsExactly(700.0);
  }

  @Test
  void shouldCountAMinuteForAnAnswerThatTakesLonger() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    answer(90_001_000, 100);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 60_000_000.0));
  }

  @Test
  void shouldCountAnAnswerThatTakesLongerThanAnRttMay() {
    shard = shard(EngineConfig.defaults(1).withMaxRtt(Duration.ofMillis(100)));
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    answer(3_001_000, 100);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 3_000_000.0));
  }

  @Test
  void shouldGiveNoneAcrossAGap() {
    handshake();
    request(70_000_000, 50, TcpFlags.PSH);
    control(Segment.KIND_GAP, 70_001_000);
    answer(70_002_000, 100);
    request(80_000_000, 50, TcpFlags.PSH);
    answer(79_999_000, 100);
    end();
    assertThat(counts).isEmpty();
  }

  @Test
  void shouldStartAgainWithTheNextConnection() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    send(false, 1_100, TcpFlags.RST, serverNext, 0, 0);
    clientNext = 9_001;
    serverNext = 8_001;
    clientAcked = 8_001;
    serverAcked = 9_001;
    send(true, 2_000, TcpFlags.SYN, 9_000, 0, 0);
    send(false, 2_010, TcpFlags.SYN | TcpFlags.ACK, 8_000, 9_001, 0);
    answer(3_000, 100);
    request(4_000, 50, TcpFlags.PSH);
    answer(4_400, 50);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 400.0));
  }

  @Test
  void shouldCountHandshakesForTheEndThatBegan() {
    handshake();
    end();
    assertThat(handshakes).containsOnly(Map.entry(TO_SERVER, 1L));
  }
}
