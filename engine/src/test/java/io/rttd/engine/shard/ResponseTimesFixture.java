package io.rttd.engine.shard;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairTime;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.Map;
import java.util.TreeMap;

/**
 * Requests and answers of one connection, and the response times that a shard gives for them, pair
 * by pair; times are in microseconds.
 */
abstract class ResponseTimesFixture extends ShardFixture {
  private static final long US = 1_000L;

  final Map<String, Long> counts = new TreeMap<>();
  final Map<String, Double> sumsUs = new TreeMap<>();
  final Map<String, Long> handshakes = new TreeMap<>();
  int clientNext = 101;
  int serverNext = 501;
  int clientAcked = 501;
  int serverAcked = 101;

  ResponseTimesFixture() {
    super(US, 1460);
  }

  void request(long us, int bytes, int flags) {
    clientAcked = serverNext;
    sendRequest(us, bytes, flags, clientNext);
    clientNext += bytes;
  }

  void sendRequest(long us, int bytes, int flags, int seq) {
    send(true, us, flags | TcpFlags.ACK, seq, clientAcked, bytes);
  }

  void acknowledge(long us) {
    serverAcked = clientNext;
    send(false, us, TcpFlags.ACK, serverNext, serverAcked, 0);
  }

  void answer(long us, int bytes) {
    serverAcked = clientNext;
    answerAcknowledging(us, bytes, serverAcked);
  }

  void answerAcknowledging(long us, int bytes, int ack) {
    send(false, us, TcpFlags.ACK, serverNext, ack, bytes);
    serverNext += bytes;
  }

  void send(boolean fromClient, long us, int flags, int seq, int ack, int bytes) {
    if (fromClient) {
      fromClient(us, flags, seq, ack, bytes);
    } else {
      fromServer(us, flags, seq, ack, bytes);
    }
  }

  void end() {
    control(Segment.KIND_LAST_REPORT, 100_000_000);
  }

  @Override
  void collect(ShardSnapshot snapshot) {
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
