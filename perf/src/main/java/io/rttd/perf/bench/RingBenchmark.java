package io.rttd.perf.bench;

import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.Segment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Cost of passing a segment through a ring. The segments have no time, so a shard discards them
 * immediately and little but the hand-over is measured.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RingBenchmark {
  private static final int SEGMENTS = 4096;
  private static final int RING_SIZE = 65_536;

  /** Number of rings; 0 for none. */
  @Param({"0", "1", "2"})
  public int shards = 1;

  /** How a shard waits for segments. */
  @Param({"BLOCKING", "SLEEPING", "YIELDING"})
  public WaitStrategyKind waitStrategy = WaitStrategyKind.BLOCKING;

  private RttEngine engine = newEngine();

  /** Starts the shards. */
  @Setup
  public void start() {
    engine = newEngine();
    engine.start();
  }

  /** Stops the shards. */
  @TearDown
  public void stop() {
    engine.close();
  }

  /** Publishes segments of many flows, and makes them visible. */
  @Benchmark
  @OperationsPerInvocation(SEGMENTS)
  public long publish() {
    for (int i = 0; i < SEGMENTS; i++) {
      Segment slot = engine.intake().claim();
      slot.kind = Segment.KIND_SEGMENT;
      slot.timeNs = Segment.NO_TIME;
      slot.srcLo = i;
      slot.dstLo = i + 1L;
      slot.sackCount = 0;
      engine.intake().publish();
    }
    engine.intake().flush();
    return engine.intake().stalls();
  }

  private RttEngine newEngine() {
    EngineConfig config =
        EngineConfig.defaults(1)
            .keepingFlows()
            .withMemoryLimit(64L << 20)
            .withShards(shards)
            .withRings(RING_SIZE, waitStrategy);
    return new RttEngine("benchmark", config, VerdictListener.NONE, snapshot -> {});
  }
}
