package io.rttd.engine.shard;

import io.rttd.config.EngineConfig;
import io.rttd.model.TupleHash;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.PairTime;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.util.Map;
import java.util.TreeMap;

/**
 * A shard, requests and answers of one connection, and the response times that it gives, pair by
 * pair.
 */
abstract class ResponseTimesFixture {
  private static final long US = 1_000L;
  private static final int CLIENT = 0xC612_0001; // 198.18.0.1
  private static final int SERVER = 0xC612_0002; // 198.18.0.2
  static final int BOTH = Segment.TIMED_SRC | Segment.TIMED_DST;
  static final String TO_SERVER = "198.18.0.1>198.18.0.2";
  static final String TO_CLIENT = "198.18.0.2>198.18.0.1";

  final Map<String, Long> counts = new TreeMap<>();
  final Map<String, Double> sumsUs = new TreeMap<>();
  final Map<String, Long> handshakes = new TreeMap<>();
  private final Segment segment = new Segment();
  ServicePorts ports = ServicePorts.NONE;
  Shard shard = shard(EngineConfig.defaults(1));
  int timed = BOTH;
  int clientNext = 101;
  int serverNext = 501;
  int clientAcked = 501;
  int serverAcked = 101;

  Shard shard(EngineConfig config) {
    return new Shard(
        0,
        1,
        ShardLimits.of(config),
        new TupleHash(7),
        () -> ports,
        VerdictListener.NONE,
        this::collect);
  }

  void handshake() {
    send(true, 0, TcpFlags.SYN, 100, 0, 0);
    send(false, 10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    send(true, 20, TcpFlags.ACK, 101, 501, 0);
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

  void end() {
    control(Segment.KIND_LAST_REPORT, 100_000_000);
  }

  void control(int kind, long us) {
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
