package io.rttd.engine.snapshot;

import io.rttd.model.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * One shard's measurements of one report interval: handed over whole, read by one thread, and then
 * returned with {@link #recycle()}.
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
   * @param shard number of the shard, from 0
   * @param shardCount number of shards, and so of snapshots per interval
   * @param recycler takes the snapshot back
   */
  public ShardSnapshot(int shard, int shardCount, Consumer<ShardSnapshot> recycler) {
    this.shard = shard;
    this.shardCount = shardCount;
    this.recycler = recycler;
  }

  /** Sets everything but the pairs: the shard's last step before the hand-over. */
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

  /** Removes the pairs: the shard's first step once the snapshot is returned. */
  public void clear() {
    peers.clear();
  }

  /** Number of the shard, from 0. */
  public int shard() {
    return shard;
  }

  /** Number of shards, and so of snapshots per interval. */
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

  /** Number of times that the shard reached a verdict within the interval. */
  public long verdicts(Verdict verdict) {
    return verdicts[verdict.ordinal()];
  }

  /** The shard's state at the end of the interval. */
  public ShardGauges gauges() {
    return gauges;
  }

  /**
   * Returns all intervals to the shard. Call it once, from any thread, when the snapshot is no
   * longer needed.
   */
  public void recycle() {
    recycler.accept(this);
  }
}
