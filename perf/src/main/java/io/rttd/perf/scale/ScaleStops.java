package io.rttd.perf.scale;

import io.rttd.config.EngineConfig;
import io.rttd.engine.RttEngine;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.snapshot.ShardSnapshot;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * The longest stops of a new process while its engine grows to a number of flows, and afterwards,
 * next to a {@link Bystander}. Prints one name and number per line.
 *
 * <p>Without a ring, a stop is the time to publish a batch. With a ring, it is what {@link
 * StopClock} measures on the shard's thread: the publishing capture thread waits for room in the
 * ring most of the time, and otherwise stops only when the bystander does.
 */
final class ScaleStops {
  /** Size of a batch in {@link ScaleTraffic#open} and {@link ScaleTraffic#turns}. */
  private static final int PER_BATCH = 64;

  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);

  private final int flows;
  private final int turns;
  private final StopClock clock;
  private final RttEngine engine;
  private final ScaleTraffic traffic;
  private final Map<String, Double> found = new TreeMap<>();

  /**
   * Creates a measurement without starting it.
   *
   * @param flows number of flows offered
   * @param maxFlows maximum number of flows held
   * @param shards 0 for no ring, or 1
   * @param pairs number of pairs of hosts
   * @param turns number of turns after all flows were opened
   */
  ScaleStops(int flows, int maxFlows, int shards, int pairs, int turns) {
    this.flows = flows;
    this.turns = turns;
    EngineConfig config = EngineConfig.defaults(1).withMaxFlows(maxFlows).withShards(shards);
    clock = shards == 0 ? null : new StopClock(config.ringSize(), System::nanoTime);
    engine =
        new RttEngine(
            "scale", config, clock == null ? VerdictListener.NONE : clock, ShardSnapshot::recycle);
    traffic =
        new ScaleTraffic(
            clock == null ? engine.intake() : clock.before(engine.intake()), flows, pairs);
  }

  /** Runs the measurement. Arguments: FLOWS MAX-FLOWS SHARDS PAIRS TURNS. */
  public static void main(String[] arguments) {
    int[] numbers = new int[arguments.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Integer.parseInt(arguments[i]);
    }
    new ScaleStops(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4])
        .run()
        .forEach((name, value) -> System.out.println(name + " " + value));
  }

  Map<String, Double> run() {
    engine.start();
    try (engine;
        Bystander bystander = Bystander.start()) {
      bystander.take();
      long beforeNs = System.nanoTime();
      measure("open", flows, bystander, from -> traffic.open(from, PER_BATCH));
      found.put("open.ms", (System.nanoTime() - beforeNs) / 1e6);
      measure("steady", turns, bystander, from -> traffic.turns(PER_BATCH));
      beforeNs = System.nanoTime();
      engine.intake().report(traffic.nowNs(), true);
      found.put("report.us", (System.nanoTime() - beforeNs) / 1e3);
    }
    return found;
  }

  private void measure(String name, int count, Bystander bystander, LongConsumer batch) {
    Histogram batches = new Histogram(MOST_NS, 2);
    long collections = collections();
    for (int from = 0; from < count; from += PER_BATCH) {
      long before = System.nanoTime();
      batch.accept(from);
      batches.recordValue(Math.min(MOST_NS, System.nanoTime() - before));
    }
    if (clock != null) {
      clock.awaitShard();
    }
    put(name, clock == null ? batches : clock.take());
    put(name + ".bystander", bystander.take());
    found.put(name + ".collections", (double) (collections() - collections));
  }

  private void put(String name, Histogram stops) {
    found.put(name + ".p9999.us", stops.getValueAtPercentile(99.99) / 1e3);
    found.put(name + ".max.us", stops.getMaxValue() / 1e3);
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
