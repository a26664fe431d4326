package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.model.TupleHash;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** A shard, segments of a client and a server, and what it counts of them pair by pair. */
abstract class PairCountsFixture {
  static final long MS = 1_000_000L;
  static final int CLIENT = 0xC612_0001; // 198.18.0.1
  static final int SERVER = 0xC612_0002; // 198.18.0.2
  static final int BOTH = Segment.TIMED_SRC | Segment.TIMED_DST;
  static final String TO_SERVER = "198.18.0.1>198.18.0.2";
  static final String TO_CLIENT = "198.18.0.2>198.18.0.1";

  final Map<String, Map<PairCounter, Long>> counts = new TreeMap<>();
  private final Segment segment = new Segment();
  private final Shard shard =
      new Shard(
          0,
          1,
          ShardLimits.of(EngineConfig.defaults(1)),
          new TupleHash(7),
          () -> ServicePorts.NONE,
          VerdictListener.NONE,
          this::collect);
  int window = 1000;
  int timed = BOTH;

  void handshake() {
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    fromClient(20, TcpFlags.ACK, 101, 501, 0);
  }

  void fromClient(long ms, int flags, int seq, int ack, int payload) {
    send(CLIENT, SERVER, 4000, 80, ms, flags, seq, ack, payload);
  }

  void fromServer(long ms, int flags, int seq, int ack, int payload) {
    send(SERVER, CLIENT, 80, 4000, ms, flags, seq, ack, payload);
  }

  void send(
      int src, int dst, int srcPort, int dstPort, long ms, int flags, int seq, int ack, int data) {
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = ms * MS;
    segment.frame++;
    segment.srcHi = Addresses.IPV4_HI;
    segment.srcLo = Addresses.ipv4Lo(src);
    segment.dstHi = Addresses.IPV4_HI;
    segment.dstLo = Addresses.ipv4Lo(dst);
    segment.srcPort = srcPort;
    segment.dstPort = dstPort;
    segment.flags = flags;
    segment.seq = seq;
    segment.ack = ack;
    segment.payloadLength = data;
    segment.window = window;
    segment.timed = src == CLIENT || timed == BOTH ? timed : timed ^ BOTH;
    shard.onSlot(segment);
  }

  void tick(long ms) {
    control(Segment.KIND_TICK, ms);
  }

  void report(long ms) {
    control(Segment.KIND_REPORT, ms);
  }

  void last(long ms) {
    control(Segment.KIND_LAST_REPORT, ms);
  }

  private void control(int kind, long ms) {
    Segment slot = new Segment();
    slot.kind = kind;
    slot.timeNs = ms * MS;
    shard.onSlot(slot);
  }

  Map<PairCounter, Long> of(String pair) {
    assertThat(counts).containsKey(pair);
    return counts.get(pair);
  }

  private void collect(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      Map<PairCounter, Long> sums =
          counts.computeIfAbsent(
              interval.key().src() + ">" + interval.key().dst(),
              name -> new EnumMap<>(PairCounter.class));
      for (PairCounter counter : PairCounter.values()) {
        sums.merge(counter, interval.counts().get(counter), Long::sum);
      }
    }
    snapshot.recycle();
  }
}
