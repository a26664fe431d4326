package io.rttd.analyze.connection;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;

/** Two hosts whose segments pass an engine with a listener: 198.18.0.1 and 198.18.0.2 port 80. */
final class TrafficFixture {
  private static final int CLIENT = 0xC612_0001;
  private static final int SERVER = 0xC612_0002;
  private static final long START_NS = 1_000_000_000_000L;

  private final SegmentPublisher engine;
  private int clientPort = 40_000;
  private int window = 1000;
  private long frame;

  TrafficFixture(VerdictListener listener, ServicePorts services) {
    EngineConfig config =
        EngineConfig.defaults(1).keepingFlows().withMemoryLimit(64L << 20).withShards(0);
    engine =
        new RttEngine(
                "t",
                config,
                0,
                1,
                () -> services,
                listener,
                snapshot -> {},
                error -> {
                  throw new IllegalStateException(error);
                })
            .intake();
    engine.tick(START_NS); // takes the services
  }

  /** Segments belong to another connection of the client from now on. */
  void usePort(int port) {
    clientPort = port;
  }

  /** Both ends advertise this window from now on. */
  void advertise(int bytes) {
    window = bytes;
  }

  void client(double ms, int flags, int seq, int ack, int bytes) {
    fill(ms, CLIENT, clientPort, SERVER, 80, flags, seq, ack, bytes);
    engine.publish();
  }

  void server(double ms, int flags, int seq, int ack, int bytes) {
    fill(ms, SERVER, 80, CLIENT, clientPort, flags, seq, ack, bytes);
    engine.publish();
  }

  void copyFromServer(double ms, int flags, int seq, int ack, int bytes) {
    fill(ms, SERVER, 80, CLIENT, clientPort, flags, seq, ack, bytes);
    engine.leaveOut();
  }

  void finish(double ms) {
    engine.report(START_NS + Math.round(ms * 1e6), true);
  }

  private void fill(
      double ms, int src, int srcPort, int dst, int dstPort, int flags, int seq, int ack, int n) {
    Segment segment = engine.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = START_NS + Math.round(ms * 1e6);
    segment.frame = ++frame;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = Addresses.ipv4Lo(src);
    segment.dstLo = Addresses.ipv4Lo(dst);
    segment.srcPort = srcPort;
    segment.dstPort = dstPort;
    segment.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
    segment.flags = flags;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = window;
    segment.payloadLength = n;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
  }
}
