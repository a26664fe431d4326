package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.TcpFlags;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Which request a response answers when requests are pipelined, cross a response, come in several
 * segments, or are retransmitted.
 */
class RequestMatchingTest extends ResponseTimesFixture {
  @Test
  void shouldNotTakeForAnAnswerWhatTheServerSendsUnasked() {
    handshake();
    answer(1_000, 80); // a greeting
    request(2_000, 50, TcpFlags.PSH);
    answer(2_300, 100);
    answer(9_000, 100); // an event
    end();
    assertThat(counts.get(TO_SERVER)).isEqualTo(1);
    assertThat(sumsUs.get(TO_SERVER)).isEqualTo(300);
  }

  @Test
  void shouldGiveNoneWhereTheDirectionsCross() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    answerAcknowledging(1_700, 100, serverAcked); // before the request had arrived
    end();
    assertThat(counts).isEmpty();
  }

  @Test
  void shouldGiveNoneForARequestThatIsSentWhileAnAnswerIsUnderway() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    answer(1_500, 100);
    clientAcked = serverNext;
    answer(1_600, 100);
    sendRequest(1_650, 50, TcpFlags.PSH, clientNext); // acknowledges the first segment only
    clientNext += 50;
    answer(1_700, 100);
    request(5_000, 50, TcpFlags.PSH); // what follows may still answer the one before
    answer(5_100, 100);
    request(9_000, 50, TcpFlags.PSH);
    answer(9_500, 100);
    end();
    assertThat(counts.get(TO_SERVER)).isEqualTo(2);
    assertThat(sumsUs.get(TO_SERVER)).isEqualTo(1_000);
  }

  @Test
  void shouldGiveNoneForPipelinedRequests() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    request(5_000, 50, TcpFlags.PSH); // a second one, while the first is being answered
    for (int i = 1; i <= 100; i++) {
      answer(10_000L * i + 1_000, 100); // to the request before the last
      request(10_000L * i + 2_000, 50, TcpFlags.PSH);
    }
    end();
    assertThat(counts).isEmpty();
  }

  @Test
  void shouldGiveOneAtMostForAClientThatKeepsTwoRequestsOutstanding() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    for (int i = 0; i < 100; i++) {
      request(10_000L * i + 1_010, 50, TcpFlags.PSH); // 10 us after the answer before the last
      answer(10_000L * (i + 1) + 1_000, 100); // to the request before the last
    }
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 9_990.0));
  }

  /** As above, but the client is held up once, so that one request comes just before an answer. */
  @Test
  void shouldGiveNoneForPipelinedRequestsOneOfWhichIsLate() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    request(5_000, 50, TcpFlags.PSH);
    for (int i = 1; i <= 100; i++) {
      answer(20_000L * i + 1_000, 100);
      request(20_000L * i + (i == 10 ? 20_000 : 11_000), 50, TcpFlags.PSH);
    }
    end();
    assertThat(counts).isEmpty();
  }

  @Test
  void shouldCountSingleRequestsAgainSomeTimeAfterOneInPieces() {
    handshake();
    request(1_000, 150, TcpFlags.PSH);
    request(1_040, 900, TcpFlags.PSH);
    answer(2_040, 100);
    request(3_000, 50, TcpFlags.PSH); // soon
    answer(3_100, 100);
    request(9_000, 50, TcpFlags.PSH);
    answer(9_300, 100);
    request(9_400, 50, TcpFlags.PSH);
    answer(9_700, 100);
    end();
    assertThat(counts.get(TO_SERVER)).isEqualTo(3);
    assertThat(sumsUs.get(TO_SERVER)).isEqualTo(1_600);
  }

  @Test
  void shouldCountEachOfManyRequestsInPieces() {
    handshake();
    for (int i = 0; i < 50; i++) {
      request(2_000L * i + 1_000, 150, TcpFlags.PSH);
      request(2_000L * i + 1_040, 900, TcpFlags.PSH);
      answer(2_000L * i + 1_540, 100);
    }
    end();
    assertThat(counts.get(TO_SERVER)).isEqualTo(50);
    assertThat(sumsUs.get(TO_SERVER)).isEqualTo(25_000);
  }

  @Test
  void shouldTakeWritesInOneGoForOneRequest() {
    handshake();
    request(1_000, 150, TcpFlags.PSH); // head
    request(1_040, 900, TcpFlags.PSH); // body
    answer(3_040, 100);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 2_000.0));
  }

  @Test
  void shouldWaitForAnUploadHoweverSlowly() {
    handshake();
    for (int i = 0; i < 10; i++) {
      request(1_000 + 20_000L * i, 1460, TcpFlags.PSH);
    }
    answer(183_000, 100);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 2_000.0));
  }

  @Test
  void shouldGiveNoneForARequestThatWasSentAgain() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    sendRequest(201_000, 50, TcpFlags.PSH, clientNext - 50);
    answer(202_000, 100);
    end();
    assertThat(counts).isEmpty();
  }

  /** TCP Fast Open (RFC 7413): the client sends the request again after the handshake. */
  @Test
  void shouldGiveNoneForARequestInASynThatTheServerDoesNotTake() {
    send(true, 0, TcpFlags.SYN, 100, 0, 50);
    send(false, 10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    sendRequest(20, 50, TcpFlags.PSH, 101);
    clientNext = 151;
    answer(700, 100);
    end();
    assertThat(counts).isEmpty();
  }

  @Test
  void shouldIgnoreKeepAlives() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    sendRequest(45_000, 1, 0, clientNext - 1);
    answer(61_000, 100);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 60_000.0));
  }
}
