package io.rttd.perf.bench;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import java.util.SplittableRandom;
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
import org.openjdk.jmh.annotations.Warmup;

/** Recording a sample in the interval of its pair, ns per sample, with few pairs and with many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HistogramBenchmark {
  private static final int SAMPLES = 4096;
  private static final long HIGHEST_NS = TimeUnit.SECONDS.toNanos(60);

  /** Number of pairs, used in turn; a power of two. */
  @Param({"1", "1024"})
  public int pairs = 1;

  private final long[] rttNs = new long[SAMPLES];
  private PairInterval[] intervals = new PairInterval[0];

  /** Creates samples around 20 ms. */
  @Setup
  public void prepare() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SAMPLES; i++) {
      rttNs[i] = 1_000_000 + random.nextLong(20_000_000) + random.nextLong(20_000_000);
    }
    intervals = new PairInterval[pairs];
    for (int i = 0; i < pairs; i++) {
      intervals[i] = new PairInterval(HIGHEST_NS);
    }
  }

  /** Records all samples. */
  @Benchmark
  @OperationsPerInvocation(SAMPLES)
  public long record() {
    for (int i = 0; i < SAMPLES; i++) {
      intervals[i & (pairs - 1)].record(
          i,
          rttNs[i],
          rttNs[(i + 1) & (SAMPLES - 1)],
          (i & 1) == 0 ? SampleClass.PROMPT : SampleClass.HELD,
          SegmentKind.DATA);
    }
    return intervals[0].count();
  }
}
