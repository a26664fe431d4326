package io.rttd.reporting;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.Verdict;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A shard of an engine that is not there: makes snapshots and remembers which came back. */
public final class FakeShard {
  public static final long HIGHEST_NS = 60_000_000_000L;

  private final int shard;
  private final int shardCount;
  private final List<ShardSnapshot> recycled = new CopyOnWriteArrayList<>();

  public FakeShard(int shard, int shardCount) {
    this.shard = shard;
    this.shardCount = shardCount;
  }

  public ShardSnapshot snapshot(long endNs, boolean last, PairInterval... peers) {
    return snapshot(endNs, last, ShardGauges.NONE, new long[Verdict.values().length], peers);
  }

  public ShardSnapshot snapshot(
      long endNs, boolean last, ShardGauges gauges, long[] verdicts, PairInterval... peers) {
    ShardSnapshot snapshot = new ShardSnapshot(shard, shardCount, recycled::add);
    snapshot.seal(endNs - 1_000_000_000L, endNs, last, verdicts, gauges);
    for (PairInterval peer : peers) {
      snapshot.add(peer);
    }
    return snapshot;
  }

  public List<ShardSnapshot> recycled() {
    return recycled;
  }
}
