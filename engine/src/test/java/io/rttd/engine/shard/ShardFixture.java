package io.rttd.engine.shard;

import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.TupleHash;

/** A shard, and the segments of a client and a server that a test gives it. */
abstract class ShardFixture {
  static final int CLIENT = 0xC612_0001; // 198.18.0.1
  static final int SERVER = 0xC612_0002; // 198.18.0.2
  static final int BOTH = Segment.TIMED_SRC | Segment.TIMED_DST;
  static final String TO_SERVER = "198.18.0.1>198.18.0.2";
  static final String TO_CLIENT = "198.18.0.2>198.18.0.1";
  private static final int CLIENT_PORT = 40_000;
  private static final int SERVER_PORT = 80;

  private final long unitNs;
  private final int mss;
  private final Segment segment = new Segment();
  ServicePorts ports = ServicePorts.NONE;
  Shard shard = shard(EngineConfig.defaults(1));
  int window = 1000;
  int timed = BOTH;

  /**
   * Creates a shard with the default limits.
   *
   * @param unitNs unit of the times that the methods take, in ns
   * @param mss MSS option of SYNs, or 0 for none
   */
  ShardFixture(long unitNs, int mss) {
    this.unitNs = unitNs;
    this.mss = mss;
  }

  /** Called for each snapshot of the shard; has to recycle it. */
  abstract void collect(ShardSnapshot snapshot);

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
    fromClient(0, TcpFlags.SYN, 100, 0, 0);
    fromServer(10, TcpFlags.SYN | TcpFlags.ACK, 500, 101, 0);
    fromClient(20, TcpFlags.ACK, 101, 501, 0);
  }

  void fromClient(long at, int flags, int seq, int ack, int payload) {
    send(CLIENT, SERVER, CLIENT_PORT, SERVER_PORT, at, flags, seq, ack, payload);
  }

  void fromServer(long at, int flags, int seq, int ack, int payload) {
    send(SERVER, CLIENT, SERVER_PORT, CLIENT_PORT, at, flags, seq, ack, payload);
  }

  void send(
      int src, int dst, int srcPort, int dstPort, long at, int flags, int seq, int ack, int data) {
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = at * unitNs;
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
    segment.mss = (flags & TcpFlags.SYN) == 0 ? 0 : mss;
    segment.timed = src == CLIENT || timed == BOTH ? timed : timed ^ BOTH;
    shard.onSlot(segment);
  }

  void control(int kind, long at) {
    Segment slot = new Segment();
    slot.kind = kind;
    slot.timeNs = at * unitNs;
    shard.onSlot(slot);
  }
}
