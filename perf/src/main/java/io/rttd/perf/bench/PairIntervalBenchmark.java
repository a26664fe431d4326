package io.rttd.perf.bench;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.CountPages;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.AbstractHistogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A pair's statistics: recording a sample, in pages of counters and in HdrHistogram's own arrays,
 * and summarizing a pair in the reporter.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class PairIntervalBenchmark {
  private static final long MAX_RTT_NS = TimeUnit.SECONDS.toNanos(60);
  private static final int RTTS = 4096;
  private static final int SAMPLES = 1000;

  /** Number of pairs, used in turn; a power of two. */
  @Param({"1", "1024", "16384"})
  public int pairs = 1;

  private PairInterval[] intervals = new PairInterval[0];
  private AbstractHistogram[] histograms = new AbstractHistogram[0];
  private final long[] rttsNs = new long[RTTS];
  private int turn;

  /** Creates pairs with some samples, over three octaves. */
  @Setup
  public void prepare() {
    for (int i = 0; i < RTTS; i++) {
      rttsNs[i] = 1_000_000 + ((i * 2_654_435_761L) & 0x7F_FFFF);
    }
    intervals = new PairInterval[pairs];
    histograms = new AbstractHistogram[pairs];
    CountPages pages = new CountPages(MemoryBudget.unlimited());
    for (int i = 0; i < pairs; i++) {
      intervals[i] = new PairInterval(MAX_RTT_NS, pages);
      histograms[i] = PairInterval.newHistogram(MAX_RTT_NS);
      for (int sample = 0; sample < SAMPLES; sample++) {
        record(intervals[i], rttsNs[sample]);
      }
    }
  }

  /** Records a sample into pages. */
  @Benchmark
  public boolean recordInPages() {
    turn++;
    return record(intervals[turn & (pairs - 1)], rttsNs[turn & (RTTS - 1)]);
  }

  /** Records a sample's bucket alone into HdrHistogram's array. */
  @Benchmark
  public AbstractHistogram recordInHdrHistogram() {
    turn++;
    AbstractHistogram histogram = histograms[turn & (pairs - 1)];
    histogram.recordValue(rttsNs[turn & (RTTS - 1)]);
    return histogram;
  }

  /**
   * Summarizes a pair of about a thousand samples as the reporter does: histogram, five
   * percentiles.
   */
  @Benchmark
  public long report() {
    turn++;
    AbstractHistogram histogram =
        intervals[turn & (pairs - 1)].histogramOf(SampleClass.HELD).orElseThrow();
    return histogram.getValueAtPercentile(50)
        + histogram.getValueAtPercentile(75)
        + histogram.getValueAtPercentile(90)
        + histogram.getValueAtPercentile(95)
        + histogram.getValueAtPercentile(99);
  }

  private static boolean record(PairInterval interval, long rttNs) {
    return interval.record(1, rttNs, rttNs, SampleClass.HELD, SegmentKind.DATA);
  }
}
