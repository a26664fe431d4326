package io.rttd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets leave no garbage, neither on the capture thread nor on the shards'. */
class EngineAllocationTest {
  private static final int WARM_UP = 300_000;
  private static final int MEASURED = 1_000_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final AtomicLong shardAllocatedAtStart = new AtomicLong(-1);
  private final AtomicLong shardAllocatedAtEnd = new AtomicLong();
  private long verdicts;

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldAllocateNothingPerSegment(int shards) {
    VerdictListener listener =
        verdict -> {
          verdicts++;
          if (verdicts == WARM_UP / 2) {
            shardAllocatedAtStart.set(THREADS.getCurrentThreadAllocatedBytes());
          } else if (verdicts == (WARM_UP + MEASURED) / 2) {
            shardAllocatedAtEnd.set(THREADS.getCurrentThreadAllocatedBytes());
          }
        };
    try (RttEngine engine =
        new RttEngine(
            "t",
            RttEngineTest.config(shards, 65_536, WaitStrategyKind.BLOCKING),
            listener,
            snapshot -> {})) {
      engine.start();
      pump(engine.intake(), 0, WARM_UP);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      pump(engine.intake(), WARM_UP, WARM_UP + MEASURED);
      long captureThread = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(captureThread).isLessThan(MEASURED / 100);
    }
    assertThat(verdicts).isEqualTo((WARM_UP + MEASURED) / 2);
    assertThat(shardAllocatedAtEnd.get() - shardAllocatedAtStart.get()).isLessThan(MEASURED / 100);
  }

  private static void pump(SegmentPublisher intake, int from, int to) {
    for (int i = from; i < to; i += 2) {
      int flow = (i / 2) % 1000;
      int round = (i / 2) / 1000;
      boolean again = round % 50 == 7;
      fill(intake.claim(), i, flow, 1000 + 100 * round, 1, 100, true);
      intake.publish();
      Segment ack = intake.claim();
      fill(ack, i, flow, 1, 1000 + 100 * (round + 1), 0, false);
      if (again) {
        ack.addSackBlock(1000, 1100);
      }
      intake.publish();
    }
    intake.flush();
  }

  private static void fill(
      Segment segment, int i, int flow, int seq, int ack, int bytes, boolean fromLocal) {
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = i * 1000L;
    segment.frame = i;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = Addresses.ipv4Lo(fromLocal ? 1 : 2);
    segment.dstLo = Addresses.ipv4Lo(fromLocal ? 2 : 1);
    segment.srcPort = fromLocal ? 10_000 + flow : 80;
    segment.dstPort = fromLocal ? 80 : 10_000 + flow;
    segment.timed = fromLocal ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.flags = TcpFlags.ACK;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = 1000;
    segment.payloadLength = bytes;
    segment.mss = 0;
    segment.hasTimestamps = true;
    segment.tsVal = i;
    segment.tsEcr = i;
    segment.sackCount = 0;
  }
}
