package io.rttd.reporting;

import io.rttd.engine.snapshot.ShardSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/**
 * Collects the snapshots of an instance's shards until an interval is complete.
 *
 * <p>Each shard delivers its intervals in order, but one shard may be several intervals ahead of
 * another. So once an interval is complete, whatever is still missing from earlier ones was lost.
 * Two intervals may end at the same time (a tick and the end of the capture), so a shard's second
 * snapshot with the same time opens a new interval. Not thread-safe.
 */
final class IntervalAssembly {
  private final int maxPending;
  private final Deque<Pending> pending = new ArrayDeque<>();

  /**
   * Creates an empty assembly.
   *
   * @param maxPending maximum number of waiting intervals; a shard that is silent for longer is
   *     skipped
   */
  IntervalAssembly(int maxPending) {
    this.maxPending = maxPending;
  }

  /** Adds a snapshot; returns the intervals that no longer need to wait, oldest first. */
  List<Interval> add(ShardSnapshot snapshot) {
    Pending interval = placeOf(snapshot);
    interval.shards[snapshot.shard()] = snapshot;
    interval.filled++;
    int ready = 0;
    if (interval.filled == interval.shards.length) {
      ready = new ArrayList<>(pending).indexOf(interval) + 1;
    } else if (pending.size() > maxPending) {
      ready = 1;
    }
    return take(ready);
  }

  /** Stops waiting and returns all incomplete intervals, oldest first. */
  List<Interval> flush() {
    return take(pending.size());
  }

  private Pending placeOf(ShardSnapshot snapshot) {
    for (Pending candidate : pending) {
      if (candidate.endNs == snapshot.endNs() && candidate.shards[snapshot.shard()] == null) {
        return candidate;
      }
    }
    Pending opened = new Pending(snapshot.endNs(), snapshot.shardCount());
    pending.addLast(opened);
    return opened;
  }

  private List<Interval> take(int intervals) {
    List<Interval> taken = new ArrayList<>(intervals);
    for (int i = 0; i < intervals; i++) {
      Pending interval = pending.removeFirst();
      List<ShardSnapshot> snapshots =
          Arrays.stream(interval.shards).filter(Objects::nonNull).toList();
      taken.add(new Interval(snapshots, interval.shards.length));
    }
    return taken;
  }

  /**
   * The snapshots of one interval so far.
   *
   * @param snapshots by shard, at least one
   * @param shardCount expected number of shards
   */
  record Interval(List<ShardSnapshot> snapshots, int shardCount) {
    boolean isWhole() {
      return snapshots.size() == shardCount;
    }
  }

  private static final class Pending {
    private final long endNs;
    private final ShardSnapshot[] shards;
    private int filled;

    private Pending(long endNs, int shardCount) {
      this.endNs = endNs;
      this.shards = new ShardSnapshot[shardCount];
    }
  }
}
