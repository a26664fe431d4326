package io.rttd.engine;

import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.engine.shard.DirectPublisher;
import io.rttd.engine.shard.Shard;
import io.rttd.engine.shard.ShardLimits;
import io.rttd.engine.shard.ShardThreads;
import io.rttd.engine.snapshot.SnapshotListener;
import io.rttd.model.ServicePorts;
import io.rttd.model.TupleHash;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.agrona.ErrorHandler;
import org.agrona.LangUtil;

/**
 * The engine of one capture: its shards, their rings, and the publisher that feeds them.
 *
 * <p>Lifecycle: construct, {@link #start()}, publish through {@link #intake()} from one thread, end
 * with {@code intake().report(timeNs, true)}, {@link #close()}.
 */
public final class RttEngine implements AutoCloseable {
  private final SegmentPublisher intake;
  private final List<Shard> shards = new ArrayList<>();
  private final ShardThreads threads;
  private final int threadCount;

  /**
   * Creates the only engine of a capture, without services; internal errors are logged. Does not
   * start it.
   */
  public RttEngine(
      String name, EngineConfig config, VerdictListener verdicts, SnapshotListener snapshots) {
    this(name, config, 0, 1, () -> ServicePorts.NONE, verdicts, snapshots, logging(name));
  }

  /** Returns a handler that logs a shard's exceptions under the engine's name. */
  public static ErrorHandler logging(String name) {
    // Not a field: an analysis that does not fail needs no logging, which is slow to start.
    return error ->
        System.getLogger(RttEngine.class.getName())
            .log(Level.ERROR, name + ": a shard failed", error);
  }

  /**
   * Creates one of several engines of a capture. Each engine gets whole flows; shards are numbered
   * across all engines. Does not start it.
   *
   * @param name names the shards' threads, e.g. the interface
   * @param config sizes and limits of this engine, the same for each; with 0 shards, the publishing
   *     thread does all the work
   * @param part index of this engine, from 0
   * @param parts number of engines
   * @param services returns the current table of server ports; called at each tick, on the shards'
   *     threads
   * @param verdicts called for each verdict, on the shards' threads
   * @param snapshots receives each shard's snapshot, on the shards' threads
   * @param errors called for a shard's exceptions, on its thread; unused with 0 shards, where the
   *     publisher's methods throw them
   */
  public RttEngine(
      String name,
      EngineConfig config,
      int part,
      int parts,
      Supplier<ServicePorts> services,
      VerdictListener verdicts,
      SnapshotListener snapshots,
      ErrorHandler errors) {
    TupleHash hash = new TupleHash(new SecureRandom().nextLong());
    ShardLimits limits = ShardLimits.of(config);
    int count = Math.max(1, config.shards());
    threadCount = config.shards();
    for (int i = 0; i < count; i++) {
      int number = part * count + i;
      shards.add(new Shard(number, parts * count, limits, hash, services, verdicts, snapshots));
    }
    boolean inTurn = verdicts != VerdictListener.NONE;
    if (config.shards() == 0) {
      threads = null;
      intake = new DirectPublisher(shards.get(0), inTurn, LangUtil::rethrowUnchecked);
    } else {
      threads = new ShardThreads(name, config, shards, hash, inTurn, errors);
      intake = threads.intake();
    }
  }

  /** Starts the shards' threads. */
  public void start() {
    if (threads != null) {
      threads.start();
    }
  }

  /** The publisher for the single capture thread. */
  public SegmentPublisher intake() {
    return intake;
  }

  /** Samples so far, for a progress bar; approximate while the shards' threads run. Thread-safe. */
  public long samples() {
    return shards.stream().mapToLong(Shard::samples).sum();
  }

  /** Number of the engine's own threads: 0 if the publishing thread does all the work. */
  public int threads() {
    return threadCount;
  }

  /**
   * Progress of a shard's thread: a number that grows while the thread handles published ticks and
   * segments. Thread-safe.
   *
   * @param shard from 0 to less than {@link #threads()}
   */
  public long progress(int shard) {
    return threads.progress(shard);
  }

  /** Waits until the shards have handled everything published, then stops them. */
  @Override
  public void close() {
    if (threads != null) {
      threads.close();
    }
  }
}
