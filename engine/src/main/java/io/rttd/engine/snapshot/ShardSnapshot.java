package io.rttd.engine.snapshot;

import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one shard measured in one report interval: handed over whole, read by one thread, and then
 * given back with {@link #recycle()}.
 */
public final class ShardSnapshot {
  private final int shard;
  private final int shardCount;
  private final Consumer<ShardSnapshot> recycler;
  private final List<PairInterval> peers = new ArrayList<>();
  private final long[] verdicts = new long[Verdict.values().length];
  private long startNs;
  private long endNs;
  private boolean last;
  private ShardGauges gauges = ShardGauges.NONE;

  /**
   * An empty snapshot.
   *
   * @param shard which shard of the engine, from 0
   * @param shardCount how many shards the engine has: as many snapshots make one interval
   * @param recycler takes the snapshot back
   */
  public ShardSnapshot(int shard, int shardCount, Consumer<ShardSnapshot> recycler) {
    this.shard = shard;
    this.shardCount = shardCount;
    this.recycler = recycler;
  }

  /** Fills in all but the peers: the shard's last act before the snapshot is handed over. */
  public void seal(
      long intervalStartNs,
      long intervalEndNs,
      boolean isLast,
      long[] verdictCounts,
      ShardGauges shardGauges) {
    startNs = intervalStartNs;
    endNs = intervalEndNs;
    last = isLast;
    System.arraycopy(verdictCounts, 0, verdicts, 0, verdicts.length);
    gauges = shardGauges;
  }

  /** Adds the interval of one pair. */
  public void add(PairInterval peer) {
    peers.add(peer);
  }

  /** Forgets the peers: the shard's first act after it got the snapshot back. */
  public void clear() {
    peers.clear();
  }

  /** Which shard of the engine this is of, from 0. */
  public int shard() {
    return shard;
  }

  /** How many shards the engine has: as many snapshots make one interval. */
  public int shardCount() {
    return shardCount;
  }

  /** Start of the interval, ns since the epoch. */
  public long startNs() {
    return startNs;
  }

  /** End of the interval, ns since the epoch. */
  public long endNs() {
    return endNs;
  }

  /** Whether this is the shard's last snapshot. */
  public boolean isLast() {
    return last;
  }

  /** The pairs that had a sample or a retransmission, in no particular order. */
  public List<PairInterval> peers() {
    return Collections.unmodifiableList(peers);
  }

  /** How often the shard reached a verdict within the interval. */
  public long verdicts(Verdict verdict) {
    return verdicts[verdict.ordinal()];
  }

  /** The shard's state at the end of the interval. */
  public ShardGauges gauges() {
    return gauges;
  }

  /**
   * Gives all intervals back to the shard. Call it once, from any thread, when nothing of the
   * snapshot is needed any more.
   */
  public void recycle() {
    recycler.accept(this);
  }
}
