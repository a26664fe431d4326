package io.rttd.reporting;

import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.engine.snapshot.SnapshotListener;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;

/**
 * Queue of one instance's snapshots: many shard threads write, the reporter reads, and no thread
 * waits. If the queue is full, a snapshot is returned to its shard immediately and counted.
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

  /** Number of snapshots waiting for {@link #poll()}. Thread-safe. */
  int waiting() {
    return queue.size();
  }

  /** Returns a snapshot to its shard; it must not be read afterwards. */
  void release(ShardSnapshot snapshot) {
    boolean last = snapshot.isLast();
    snapshot.recycle();
    if (last) {
      finishedShards.incrementAndGet();
    }
  }

  /** Number of snapshots rejected so far. Thread-safe. */
  long refused() {
    return refused.get();
  }

  /** Whether each shard's last snapshot has been released. Any thread. */
  boolean isFinished() {
    return finishedShards.get() >= shardCount;
  }
}
