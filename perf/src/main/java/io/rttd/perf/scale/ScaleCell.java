package io.rttd.perf.scale;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * One measurement, in a separate process so that its memory can be measured: a number of flows
 * through an engine with a number of shards. Prints the results, one name and number per line.
 */
final class ScaleCell {
  private static final int SEGMENTS_PER_TURN = 2;
  private static final int WARM_UP_TURNS = 1_000_000;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final int flows;
  private final int shards;
  private final int turns;
  private final int rounds;
  private final ScaleTraffic traffic;
  private final RttEngine engine;
  private final Map<String, Double> found = new TreeMap<>();
  private final Object lock = new Object();
  private ShardGauges gauges = ShardGauges.NONE;
  private long evicted;
  private long samples;
  private int snapshots;

  /**
   * Creates a measurement without starting it.
   *
   * @param flows number of flows offered
   * @param maxFlows maximum number of flows held
   * @param shards as in the configuration: 0 for no ring
   * @param pairs number of pairs of hosts
   * @param turns number of turns per round
   * @param rounds number of measured rounds
   */
  ScaleCell(int flows, int maxFlows, int shards, int pairs, int turns, int rounds) {
    this.flows = flows;
    this.shards = shards;
    this.turns = turns;
    this.rounds = rounds;
    EngineConfig config = EngineConfig.defaults(1).withMaxFlows(maxFlows).withShards(shards);
    engine = new RttEngine("scale", config, VerdictListener.NONE, this::onSnapshot);
    traffic = new ScaleTraffic(engine.intake(), flows, pairs);
  }

  /** Runs the measurement. Arguments: FLOWS MAX-FLOWS SHARDS PAIRS TURNS ROUNDS. */
  public static void main(String[] arguments) throws IOException {
    int[] numbers = new int[arguments.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    new ScaleCell(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
        .run()
        .forEach((name, value) -> System.out.println(name + " " + value));
  }

  Map<String, Double> run() throws IOException {
    engine.start();
    try (engine) {
      measure("open", SEGMENTS_PER_TURN * (long) flows, 1, traffic::open);
      traffic.turns(Math.min(WARM_UP_TURNS, turns));
      report();
      found.put("evicted.opening", (double) evicted);
      measure("steady", SEGMENTS_PER_TURN * (long) turns, rounds, () -> traffic.turns(turns));
      report();
      synchronized (lock) {
        found.put("evicted", (double) evicted);
        found.put("flows", (double) gauges.flows());
        found.put("memory.mb", gauges.memoryBytes() / 1048576.0);
        found.put("samples", (double) samples);
      }
      found.put("rss.mb", kilobytes("VmRSS:") / 1024.0);
      found.put("rss.most.mb", kilobytes("VmHWM:") / 1024.0);
    }
    return found;
  }

  /** Repeats the same work: ns per segment, in wall-clock time and in CPU time of the shards. */
  private void measure(String name, long segments, int times, Runnable work) {
    double[] wallNs = new double[times];
    double[] cpuNs = new double[times];
    for (int i = 0; i < times; i++) {
      long cpuBefore = shardCpuNs();
      long before = System.nanoTime();
      work.run();
      report();
      wallNs[i] = (System.nanoTime() - before) / (double) segments;
      cpuNs[i] = (shardCpuNs() - cpuBefore) / (double) segments;
    }
    put(name + ".wall.ns", wallNs);
    put(name + ".cpu.ns", cpuNs);
  }

  private void put(String name, double[] values) {
    for (int i = 0; i < values.length; i++) {
      found.put(name + "." + i, values[i]);
    }
  }

  /** Ends an interval, and waits until each shard has handled everything before it. */
  private void report() {
    engine.intake().report(traffic.nowNs(), false);
    int wanted = Math.max(1, shards);
    boolean done = false;
    while (!done) {
      synchronized (lock) {
        done = snapshots >= wanted;
        snapshots -= done ? wanted : 0;
      }
      if (!done) {
        LockSupport.parkNanos(20_000);
      }
    }
  }

  private void onSnapshot(ShardSnapshot snapshot) {
    synchronized (lock) {
      gauges = snapshots == 0 ? snapshot.gauges() : gauges.plus(snapshot.gauges());
      evicted += snapshot.gauges().evictedFlows();
      for (PairInterval peer : snapshot.peers()) {
        samples += peer.count();
      }
      snapshots++;
    }
    snapshot.recycle();
  }

  /** CPU time of the shards' threads, or of this thread if there are none. */
  private long shardCpuNs() {
    if (shards == 0) {
      return THREADS.getCurrentThreadCpuTime();
    }
    long sum = 0;
    for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().startsWith("rttd-shard-")) {
        sum += THREADS.getThreadCpuTime(thread.getThreadId());
      }
    }
    return sum;
  }

  private static long kilobytes(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
