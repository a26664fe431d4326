package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.engine.flow.TupleHash;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.PairTime;
import io.rttd.model.Segment;
import io.rttd.model.ServiceNames;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which exchanges give a response time, and which pair it belongs to. */
class ResponseTimesTest {
  private static final long US = 1_000L;
  private static final int CLIENT = 0xC612_0001; // 198.18.0.1
  private static final int SERVER = 0xC612_0002; // 198.18.0.2
  private static final int BOTH = Segment.TIMED_SRC | Segment.TIMED_DST;
  private static final String TO_SERVER = "198.18.0.1>198.18.0.2";
  private static final String TO_CLIENT = "198.18.0.2>198.18.0.1";

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, Double> sumsUs = new TreeMap<>();
  private final Map<String, Long> handshakes = new TreeMap<>();
  private final Segment segment = new Segment();
  private ServicePorts ports = ServicePorts.NONE;
  private Shard shard = shard(EngineConfig.defaults(1));
  private int timed = BOTH;
  private int clientNext = 101;
  private int serverNext = 501;
  private int clientAcked = 501;
  private int serverAcked = 101;

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

  @Test
  void shouldIgnoreKeepAlives() {
    handshake();
    request(1_000, 50, TcpFlags.PSH);
    sendRequest(45_000, 1, 0, clientNext - 1);
    answer(61_000, 100);
    end();
    assertThat(sumsUs).containsOnly(Map.entry(TO_SERVER, 60_000.0));
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

  private Shard shard(EngineConfig config) {
    return new Shard(
        0,
        1,
        ShardLimits.of(config),
        new TupleHash(7),
        () -> ports,
        VerdictListener.NONE,
        this::collect);
  }

  private void handshake() {
    send(true, 0, TcpFlags.SYN, 100, 0, 0);
    send(false, 10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    send(true, 20, TcpFlags.ACK, 101, 501, 0);
  }

  private void request(long us, int bytes, int flags) {
    clientAcked = serverNext;
    sendRequest(us, bytes, flags, clientNext);
    clientNext += bytes;
  }

  private void sendRequest(long us, int bytes, int flags, int seq) {
    send(true, us, flags | TcpFlags.ACK, seq, clientAcked, bytes);
  }

  private void acknowledge(long us) {
    serverAcked = clientNext;
    send(false, us, TcpFlags.ACK, serverNext, serverAcked, 0);
  }

  private void answer(long us, int bytes) {
    serverAcked = clientNext;
    answerAcknowledging(us, bytes, serverAcked);
  }

  private void answerAcknowledging(long us, int bytes, int ack) {
    send(false, us, TcpFlags.ACK, serverNext, ack, bytes);
    serverNext += bytes;
  }

  private void send(boolean fromClient, long us, int flags, int seq, int ack, int bytes) {
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = us * US;
    segment.frame++;
    segment.srcHi = Addresses.IPV4_HI;
    segment.srcLo = Addresses.ipv4Lo(fromClient ? CLIENT : SERVER);
    segment.dstHi = Addresses.IPV4_HI;
    segment.dstLo = Addresses.ipv4Lo(fromClient ? SERVER : CLIENT);
    segment.srcPort = fromClient ? 40_000 : 80;
    segment.dstPort = fromClient ? 80 : 40_000;
    segment.flags = flags;
    segment.seq = seq;
    segment.ack = ack;
    segment.payloadLength = bytes;
    segment.window = 1000;
    segment.mss = (flags & TcpFlags.SYN) == 0 ? 0 : 1460;
    segment.timed = fromClient || timed == BOTH ? timed : timed ^ BOTH;
    shard.onSlot(segment);
  }

  private void end() {
    control(Segment.KIND_LAST_REPORT, 100_000_000);
  }

  private void control(int kind, long us) {
    Segment slot = new Segment();
    slot.kind = kind;
    slot.timeNs = us * US;
    shard.onSlot(slot);
  }

  private void collect(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      String pair = interval.key().src() + ">" + interval.key().dst();
      if (interval.stats(PairTime.RESPONSE).count() > 0) {
        counts.merge(pair, interval.stats(PairTime.RESPONSE).count(), Long::sum);
        sumsUs.merge(pair, interval.stats(PairTime.RESPONSE).sumNs() / US, Double::sum);
      }
      if (interval.stats(PairTime.HANDSHAKE).count() > 0) {
        handshakes.merge(pair, interval.stats(PairTime.HANDSHAKE).count(), Long::sum);
      }
    }
    snapshot.recycle();
  }
}
