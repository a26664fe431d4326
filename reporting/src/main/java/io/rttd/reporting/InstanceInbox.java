package io.rttd.reporting;

import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Where the shards of one instance leave their snapshots: many shard threads write, the reporter
 * reads, nobody waits. A snapshot that finds no room is given back to its shard at once and
 * counted.
 */
final class InstanceInbox implements SnapshotListener {
  private final ManyToOneConcurrentArrayQueue<ShardSnapshot> queue;
  private final AtomicLong refused = new AtomicLong();
  private final AtomicInteger finishedShards = new AtomicInteger();
  private volatile int shardCount = Integer.MAX_VALUE;

  InstanceInbox(int capacity) {
    queue = new ManyToOneConcurrentArrayQueue<>(capacity);
  }

  @Override
  public void onSnapshot(ShardSnapshot snapshot) {
    shardCount = snapshot.shardCount();
    if (!queue.offer(snapshot)) {
      refused.incrementAndGet();
      release(snapshot);
    }
  }

  /** The next snapshot, or null. Reporter's thread. */
  ShardSnapshot poll() {
    return queue.poll();
  }

  /** Snapshots that wait for {@link #poll()}. Any thread. */
  int waiting() {
    return queue.size();
  }

  /** Gives a snapshot back to its shard: nothing of it may be read any more. */
  void release(ShardSnapshot snapshot) {
    boolean last = snapshot.isLast();
    snapshot.recycle();
    if (last) {
      finishedShards.incrementAndGet();
    }
  }

  /** Snapshots that found no room so far. Any thread. */
  long refused() {
    return refused.get();
  }

  /** Whether each shard's last snapshot has been released. Any thread. */
  boolean isFinished() {
    return finishedShards.get() >= shardCount;
  }
}
