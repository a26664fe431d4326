package io.rttd.perf.bench;

import io.rttd.engine.flow.FlowTable;
import io.rttd.engine.flow.LookupBatch;
import io.rttd.engine.memory.MemoryBudget;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
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

/** Finding a flow and noting when it was seen: one by one, or in batches of 32 with prefetching. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class FlowTableBenchmark {
  private static final int BATCH = 32;
  private static final long STRIDE = 2_654_435_761L;
  private static final long TTL_NS = TimeUnit.HOURS.toNanos(1);

  /** Number of flows. */
  @Param({"10000", "100000", "1000000", "4000000"})
  public int flows = 10_000;

  private final Segment[] segments = new Segment[BATCH];
  private final LookupBatch batch = new LookupBatch(BATCH);
  private FlowTable table = newTable(1);
  private long turn;

  /** Fills the table. */
  @Setup
  public void prepare() {
    table = newTable(flows);
    for (int i = 0; i < BATCH; i++) {
      segments[i] = new Segment();
    }
    for (int flow = 0; flow < flows; flow++) {
      address(segments[0], flow);
      table.findOrAdd(segments[0]);
    }
  }

  /** Each lookup waits for its own cache misses. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int oneByOne() {
    next();
    int sum = 0;
    for (Segment segment : segments) {
      sum += table.findOrAdd(segment, table.hash(segment));
    }
    return sum;
  }

  /** Prefetches the batch, as a shard does. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long touchedFirst() {
    next();
    batch.clear();
    for (Segment segment : segments) {
      batch.add(table.hash(segment));
    }
    long sum = table.prefetch(batch);
    for (int i = 0; i < BATCH; i++) {
      sum += table.findOrAdd(segments[i], batch.hash(i), batch.flow(i));
    }
    return sum;
  }

  private void next() {
    for (Segment segment : segments) {
      address(segment, (int) (turn++ * STRIDE % flows));
    }
  }

  private static void address(Segment segment, int flow) {
    segment.srcLo = 0xFFFF_C612_0000L + (flow >>> 15);
    segment.srcPort = 1024 + (flow & 0x7FFF);
    segment.dstLo = 0xFFFF_C613_0001L;
    segment.dstPort = 443;
  }

  private static FlowTable newTable(int maxFlows) {
    return new FlowTable(
        maxFlows,
        MemoryBudget.unlimited(),
        TTL_NS,
        TTL_NS,
        new TupleHash(1),
        (flow, first, half) -> {});
  }
}
