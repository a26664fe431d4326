package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.OneWaySegments;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which segments count as those of a connection whose other direction is missing. */
class OneWayCountTest {
  private static final int TAP = Segment.TIMED_SRC | Segment.TIMED_DST;
  private static final long MS = 1_000_000;

  private final List<OneWaySegments> reports = new ArrayList<>();
  private RttEngine engine;
  private SegmentPublisher intake;
  private long nowMs = 1_000;

  @BeforeEach
  void startEngine() {
    engine =
        new RttEngine(
            "test",
            EngineConfig.defaults(1).keepingFlows().withShards(0),
            VerdictListener.NONE,
            snapshot -> {
              reports.add(snapshot.gauges().oneWay());
              snapshot.recycle();
            });
    engine.start();
    intake = engine.intake();
  }

  @AfterEach
  void stopEngine() {
    engine.close();
  }

  @Test
  void shouldCountDataWithoutAcks() {
    for (int i = 0; i < 10; i++) {
      client(TcpFlags.ACK, 100 * i, 100, TAP);
    }

    assertThat(report()).isEqualTo(new OneWaySegments(0, 10, 0, 0));
    assertThat(report()).as("the next interval").isEqualTo(OneWaySegments.NONE);
  }

  @Test
  void shouldCountAcksWithoutData() {
    for (int i = 0; i < 10; i++) {
      client(TcpFlags.ACK, 100, 0, TAP);
    }

    assertThat(report()).isEqualTo(new OneWaySegments(0, 0, 0, 10));
  }

  @Test
  void shouldCountSynsWithoutAnAnswerApart() {
    client(TcpFlags.SYN, 1, 0, TAP);
    client(TcpFlags.SYN, 1, 0, TAP);

    assertThat(report()).isEqualTo(new OneWaySegments(2, 0, 0, 0));
  }

  @Test
  void shouldCountWhatALocalReceiverGetsApart() {
    client(TcpFlags.ACK, 1, 100, Segment.TIMED_DST);

    assertThat(report()).isEqualTo(new OneWaySegments(0, 0, 1, 0));
  }

  @Test
  void shouldCountNothingMoreOnceTheOtherDirectionIsSeen() {
    client(TcpFlags.SYN, 0, 0, TAP);
    server(TcpFlags.SYN | TcpFlags.ACK, 0, 0);
    client(TcpFlags.ACK, 1, 100, TAP);
    server(TcpFlags.ACK, 1, 0);
    client(TcpFlags.ACK, 101, 100, TAP);

    assertThat(report()).isEqualTo(new OneWaySegments(1, 0, 0, 0));
  }

  @Test
  void shouldTakeAPureAckForTheOtherDirectionToo() {
    server(TcpFlags.ACK, 1, 0);
    for (int i = 0; i < 10; i++) {
      client(TcpFlags.ACK, 1 + 100 * i, 100, TAP);
    }

    assertThat(report()).isEqualTo(new OneWaySegments(0, 0, 0, 1));
  }

  private void client(int flags, int seq, int payload, int timed) {
    segment(1, 40_000, 2, 80, flags, seq, payload, timed);
  }

  private void server(int flags, int seq, int payload) {
    segment(2, 80, 1, 40_000, flags, seq, payload, TAP);
  }

  private void segment(
      int src, int srcPort, int dst, int dstPort, int flags, int seq, int payload, int timed) {
    Segment segment = intake.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = nowMs++ * MS;
    segment.srcHi = 0;
    segment.srcLo = src;
    segment.dstHi = 0;
    segment.dstLo = dst;
    segment.srcPort = srcPort;
    segment.dstPort = dstPort;
    segment.seq = seq;
    segment.ack = 1;
    segment.flags = flags;
    segment.payloadLength = payload;
    segment.window = 1_000;
    segment.timed = timed;
    segment.sackCount = 0;
    segment.mss = 0;
    intake.publish();
  }

  private OneWaySegments report() {
    intake.report(nowMs++ * MS, false);
    return reports.get(reports.size() - 1);
  }
}
