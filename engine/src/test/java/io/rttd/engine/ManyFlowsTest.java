package io.rttd.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.SegmentAccount;
import io.rttd.model.ServicePorts;
import io.rttd.model.TcpFlags;
import io.rttd.model.Verdict;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Enough flows for shards to prefetch from their rings. */
class ManyFlowsTest {
  private static final int FLOWS = 20_000;
  private static final int ROUNDS = 4;

  private int unanswered;
  private final AtomicLong exact = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicLong flows = new AtomicLong();
  private final AtomicInteger errors = new AtomicInteger();
  private final AtomicLong evicted = new AtomicLong();
  private final AtomicLong memory = new AtomicLong();
  private final AtomicReference<SegmentAccount> segments =
      new AtomicReference<>(SegmentAccount.NONE);

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4})
  void shouldMeasureEachOfThemWithAnyNumberOfShards(int shards) {
    run(shards, 0, 64L << 20, VerdictListener.NONE, FLOWS);
    assertThat(exact).hasValue((long) FLOWS * ROUNDS);
    assertThat(samples).hasValue((long) FLOWS * ROUNDS);
    assertThat(flows).hasValue(FLOWS);
    assertThat(evicted).hasValue(0);
  }

  @Tag("fault")
  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void shouldSkipNothingAfterAListenerThrewInTheMiddleOfABatch(Class<?> kind) {
    AtomicInteger seen = new AtomicInteger();
    VerdictListener broken =
        verdict -> {
          if (seen.incrementAndGet() % 101 == 0) {
            throwOne(kind);
          }
        };
    run(1, 0, 64L << 20, broken, FLOWS);
    assertThat(seen).hasValue(FLOWS * ROUNDS);
    assertThat(errors).hasValue(FLOWS * ROUNDS / 101);
    assertThat(samples).hasValue((long) FLOWS * ROUNDS);
  }

  private static void throwOne(Class<?> kind) {
    if (kind == StackOverflowError.class) {
      throw new StackOverflowError("broken listener");
    }
    throw new IllegalStateException("broken listener");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 64})
  void shouldStayWithinItsBudgetWhenFarMoreAreOffered(int shards) {
    run(shards, 0, 16L << 20, VerdictListener.NONE, 100_000);
    assertThat(memory.get()).isLessThanOrEqualTo(16L << 20);
    assertThat(flows.get()).isGreaterThan(40_000);
    assertThat(evicted.get()).isGreaterThan(100_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldHaveAFateForEachSegmentWhenFlowsAreEvictedAndSomeAreNeverAcknowledged(int shards) {
    AtomicLong verdicts = new AtomicLong();
    unanswered = 3;
    run(shards, 0, 16L << 20, verdict -> verdicts.incrementAndGet(), 100_000);
    SegmentAccount account = segments.get();
    assertThat(account.entered()).isEqualTo(100_000L * ROUNDS);
    assertThat(account.acknowledged() + account.abandoned() + account.untimed())
        .isEqualTo(account.entered() - account.outstanding());
    assertThat(account.acknowledged()).isPositive();
    assertThat(account.abandoned()).isPositive();
    assertThat(account.outstanding()).isPositive();
    assertThat(account.acks()).isEqualTo(verdicts.get()).isPositive();
  }

  @Test
  void shouldGuaranteeTheFlowsThatAreConfigured() {
    run(1, 60_000, 16L << 20, VerdictListener.NONE, 60_000);
    assertThat(flows).hasValue(60_000);
    assertThat(evicted).hasValue(0);
  }

  private void run(int shards, int maxFlows, long bytes, VerdictListener verdicts, int offered) {
    EngineConfig config =
        EngineConfig.defaults(1)
            .withMemoryLimit(bytes)
            .withMaxFlows(maxFlows)
            .withShards(shards)
            .withRings(1024, WaitStrategyKind.BLOCKING);
    try (RttEngine engine =
        new RttEngine(
            "t",
            config,
            0,
            1,
            () -> ServicePorts.NONE,
            verdicts,
            snapshot -> {
              exact.addAndGet(snapshot.verdicts(Verdict.EXACT));
              flows.addAndGet(snapshot.gauges().flows());
              evicted.addAndGet(snapshot.gauges().evictedFlows());
              segments.accumulateAndGet(snapshot.gauges().segments(), SegmentAccount::plus);
              memory.addAndGet(snapshot.gauges().memoryBytes());
              snapshot.peers().stream().mapToLong(PairInterval::count).forEach(samples::addAndGet);
              snapshot.recycle();
            },
            error -> errors.incrementAndGet())) {
      engine.start();
      for (int round = 0; round < ROUNDS; round++) {
        for (int flow = 0; flow < offered; flow++) {
          send(engine.intake(), flow, 1 + 100 * round, 1, 100);
          if (unanswered == 0 || flow % unanswered > 0) {
            send(engine.intake(), flow, 1, 1 + 100 * (round + 1), 0);
          }
        }
      }
      engine.intake().report(1_000_000_000L, true);
    }
  }

  private static void send(SegmentPublisher intake, int flow, int seq, int ack, int bytes) {
    boolean forward = bytes > 0;
    long client = Addresses.ipv4Lo(1 + flow % 50);
    long server = Addresses.ipv4Lo(1000);
    Segment segment = intake.claim();
    segment.kind = Segment.KIND_SEGMENT;
    segment.timeNs = flow * 1000L;
    segment.frame = 1;
    segment.srcHi = 0;
    segment.dstHi = 0;
    segment.srcLo = forward ? client : server;
    segment.dstLo = forward ? server : client;
    segment.srcPort = forward ? 1024 + flow / 50 : 443;
    segment.dstPort = forward ? 443 : 1024 + flow / 50;
    segment.timed = forward ? Segment.TIMED_SRC : Segment.TIMED_DST;
    segment.flags = TcpFlags.ACK;
    segment.seq = seq;
    segment.ack = ack;
    segment.window = 1000;
    segment.payloadLength = bytes;
    segment.mss = 0;
    segment.hasTimestamps = false;
    segment.sackCount = 0;
    intake.publish();
  }
}
