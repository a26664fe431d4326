package io.rttd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.Addresses;
import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole engine, from published segments to snapshots. */
class RttEngineTest {
  private static final long MS = 1_000_000L;

  @ParameterizedTest
  @CsvSource({"0", "1", "2", "4"})
  void shouldMeasureTheSameWithAnyNumberOfShards(int shards) {
    Map<String, Long> counts = new TreeMap<>();
    AtomicLong exact = new AtomicLong();
    run(
        config(shards, 1024, WaitStrategyKind.BLOCKING),
        intake -> {
          exchange(intake, 500, 20);
          intake.report(10_000 * MS, true);
        },
        snapshot -> {
          exact.addAndGet(snapshot.verdicts(Verdict.EXACT));
          for (PairInterval peer : snapshot.peers()) {
            counts.merge(peer.key().src() + ">" + peer.key().dst(), peer.count(), Long::sum);
          }
          snapshot.recycle();
        });
    assertThat(exact).hasValue(500 * 20);
    assertThat(counts).hasSize(5).allSatisfy((pair, n) -> assertThat(n).isEqualTo(2000));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldReportEachSampleOfManyPairs(int shards) {
    int pairs = 1003;
    AtomicLong samples = new AtomicLong();
    run(
        config(shards, 1024, WaitStrategyKind.BLOCKING),
        intake -> {
          for (int pair = 0; pair < pairs; pair++) {
            data(intake, 1, 10_000, 100 + pair, 80, 1000, 100, pair);
            ack(intake, 100 + pair, 80, 1, 10_000, 1100, pair + 5);
          }
          intake.report(10_000 * MS, true);
        },
        snapshot -> {
          snapshot.peers().forEach(peer -> samples.addAndGet(peer.count()));
          snapshot.recycle();
        });
    assertThat(samples).hasValue(pairs);
  }

  @ParameterizedTest
  @EnumSource(WaitStrategyKind.class)
  void shouldLoseNothingThroughASmallRingWithAnyWaitStrategy(WaitStrategyKind strategy) {
    AtomicLong exact = new AtomicLong();
    run(
        config(1, 1024, strategy),
        intake -> {
          exchange(intake, 200, 50);
          intake.report(10_000 * MS, true);
        },
        snapshot -> exact.addAndGet(snapshot.verdicts(Verdict.EXACT)));
    assertThat(exact).hasValue(200 * 50);
  }

  @Test
  void shouldCountTheTimesThatAFullRingMadeTheCaptureWait() {
    long stalls;
    AtomicInteger verdicts = new AtomicInteger();
    VerdictListener slow =
        verdict -> {
          if (verdicts.incrementAndGet() == 1) {
            java.util.concurrent.locks.LockSupport.parkNanos(50 * MS);
          }
        };
    try (RttEngine engine =
        new RttEngine("t", config(1, 1024, WaitStrategyKind.BLOCKING), slow, s -> {})) {
      engine.start();
      exchange(engine.intake(), 10, 500);
      engine.intake().flush();
      stalls = engine.intake().stalls();
    }
    assertThat(stalls).isPositive();
    assertThat(verdicts).hasValue(5000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldEndEachIntervalAtItsTick(int shards) {
    List<String> intervals = new CopyOnWriteArrayList<>();
    run(
        config(shards, 1024, WaitStrategyKind.BLOCKING),
        intake -> {
          exchange(intake, 10, 1);
          intake.report(10_000 * MS, false);
          intake.report(20_000 * MS, false);
          exchange(intake, 10, 1);
          intake.report(30_000 * MS, true);
        },
        snapshot -> {
          intervals.add(
              snapshot.shard()
                  + ": "
                  + snapshot.endNs() / (1000 * MS)
                  + (snapshot.peers().isEmpty() ? " empty" : " full")
                  + (snapshot.isLast() ? " last" : ""));
          snapshot.recycle();
        });
    for (int shard = 0; shard < Math.max(1, shards); shard++) {
      assertThat(intervals)
          .containsSubsequence(shard + ": 10 full", shard + ": 20 empty", shard + ": 30 full last");
    }
    assertThat(intervals).hasSize(3 * Math.max(1, shards));
  }

  @Test
  void shouldContinueAfterAListenerThrew() {
    AtomicInteger errors = new AtomicInteger();
    AtomicInteger seen = new AtomicInteger();
    VerdictListener broken =
        verdict -> {
          if (seen.incrementAndGet() % 2 == 0) {
            throw new IllegalStateException("broken listener");
          }
        };
    AtomicLong exact = new AtomicLong();
    RttEngine engine =
        new RttEngine(
            "t",
            config(1, 1024, WaitStrategyKind.BLOCKING),
            0,
            1,
            () -> ServicePorts.NONE,
            broken,
            snapshot -> exact.addAndGet(snapshot.verdicts(Verdict.EXACT)),
            error -> errors.incrementAndGet());
    try (engine) {
      engine.start();
      exchange(engine.intake(), 10, 10);
      engine.intake().report(10_000 * MS, true);
    }
    assertThat(errors).hasValue(50);
    assertThat(exact).hasValue(100);
  }

  @Test
  void shouldKeepFlowsOfDifferentIntervalsOfOnePairTogether() {
    AtomicLong jitterCounts = new AtomicLong();
    run(
        config(0, 1024, WaitStrategyKind.BLOCKING),
        intake -> {
          exchange(intake, 1, 3);
          intake.report(10_000 * MS, true);
        },
        snapshot -> jitterCounts.addAndGet(snapshot.peers().get(0).rtt().jitterCount()));
    assertThat(jitterCounts).hasValue(2);
  }

  @Test
  void shouldCountRetransmissionsForThePairThatSentThem() {
    List<PairInterval> peers = new CopyOnWriteArrayList<>();
    run(
        config(0, 1024, WaitStrategyKind.BLOCKING),
        intake -> {
          data(intake, 1, 40_000, 2, 80, 1000, 100, 0);
          data(intake, 1, 40_000, 2, 80, 1000, 100, 200);
          intake.report(10_000 * MS, true);
        },
        snapshot -> peers.addAll(snapshot.peers()));
    assertThat(peers)
        .singleElement()
        .satisfies(p -> assertThat(p.counts().get(PairCounter.RETRANSMITS)).isEqualTo(1));
    assertThat(peers.get(0).key())
        .isEqualTo(new PairKey(0, Addresses.ipv4Lo(1), 0, Addresses.ipv4Lo(2)));
    assertThat(peers.get(0).histogramOf(SampleClass.HELD)).isEmpty();
  }

  @Test
  void shouldIgnoreASegmentFromAnEndToItself() {
    AtomicLong flows = new AtomicLong();
    run(
        config(0, 1024, WaitStrategyKind.BLOCKING),
        intake -> {
          data(intake, 1, 80, 1, 80, 1000, 100, 0);
          intake.report(10_000 * MS, true);
        },
        snapshot -> flows.addAndGet(snapshot.gauges().flows()));
    assertThat(flows).hasValue(0);
  }

  @Test
  void shouldStayWithinItsMemoryLimitUnderAFloodOfFlowsAndPairs() {
    EngineConfig small = EngineConfig.defaults(1).withMemoryLimit(16L << 20).withShards(0);
    run(
        small,
        intake -> {
          for (int i = 0; i < 200_000; i++) {
            data(intake, i, 40_000, -i, 80, 1000, 100, 0);
            ack(intake, -i, 80, i, 40_000, 1100, 10);
          }
          intake.report(10_000 * MS, true);
        },
        snapshot -> {
          assertThat(snapshot.gauges().memoryBytes()).isLessThanOrEqualTo(16L << 20);
          assertThat(snapshot.gauges().evictedFlows()).isGreaterThan(100_000);
          assertThat(snapshot.gauges().foldedPeers()).isGreaterThan(100_000);
          long samples = snapshot.peers().stream().mapToLong(PairInterval::count).sum();
          assertThat(samples).isEqualTo(200_000);
        });
  }

  private interface Traffic {
    void send(SegmentPublisher intake);
  }

  private static void run(
      EngineConfig config, Traffic traffic, io.rttd.engine.snapshot.SnapshotListener snapshots) {
    List<Throwable> errors = new CopyOnWriteArrayList<>();
    io.rttd.engine.snapshot.SnapshotListener locked =
        snapshot -> {
          synchronized (errors) {
            snapshots.onSnapshot(snapshot);
          }
        };
    try (RttEngine engine =
        new RttEngine(
            "t",
            config,
            0,
            1,
            () -> ServicePorts.NONE,
            VerdictListener.NONE,
            locked,
            errors::add)) {
      engine.start();
      traffic.send(engine.intake());
    }
    assertThat(errors).isEmpty();
  }

  /** Each flow sends 100 bytes and has them acknowledged, {@code rounds} times. */
  private static void exchange(SegmentPublisher intake, int flows, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (int flow = 0; flow < flows; flow++) {
        int peer = 100 + flow % 5;
        data(intake, 1, 10_000 + flow, peer, 80, 1000 + 100 * round, 100, round);
        ack(intake, peer, 80, 1, 10_000 + flow, 1100 + 100 * round, round + 5);
      }
    }
  }

  private static void data(
      SegmentPublisher intake,
      int src,
      int srcPort,
      int dst,
      int dstPort,
      int seq,
      int n,
      long ms) {
    Segment segment = claim(intake, src, srcPort, dst, dstPort, ms);
    segment.flags = TcpFlags.ACK;
    segment.seq = seq;
    segment.ack = 1;
    segment.payloadLength = n;
    intake.publish();
  }

  private static void ack(
      SegmentPublisher intake, int src, int srcPort, int dst, int dstPort, int ack, long ms) {
    Segment segment = claim(intake, src, srcPort, dst, dstPort, ms);
    segment.flags = TcpFlags.ACK;
    segment.seq = 1;
    segment.ack = ack;
    segment.payloadLength = 0;
    intake.publish();
  }

  private static Segment claim(
      SegmentPublisher intake, int src, int srcPort, int dst, int dstPort, long ms) {
    Segment segment = intake.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = ms * MS;
    segment.frame = 1;
    segment.srcHi = 0;
    segment.srcLo = Addresses.ipv4Lo(src);
    segment.dstHi = 0;
    segment.dstLo = Addresses.ipv4Lo(dst);
    segment.srcPort = srcPort;
    segment.dstPort = dstPort;
    segment.timed = Segment.TIMED_SRC | Segment.TIMED_DST;
    segment.window = 1000;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    return segment;
  }

  static EngineConfig config(int shards, int ringSize, WaitStrategyKind strategy) {
    return EngineConfig.defaults(1)
        .withMemoryLimit(64L << 20)
        .withShards(shards)
        .withRings(ringSize, strategy);
  }
}
