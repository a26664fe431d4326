package io.rttd.engine.shard;

import com.lmax.disruptor.RingBuffer;
import io.rttd.model.Segment;
import java.util.concurrent.locks.LockSupport;

/**
 * The producer's side of one shard's ring: slots are reserved and published in batches, since doing
 * so one by one, and waking a sleeping consumer each time, costs more than handling a segment.
 * Slots that are reserved but not filled are never visible, and the ring must have no other
 * producer. Capture thread only.
 */
final class ShardRing {
  private static final int BATCH = 128;

  /** A shard takes at least this long, so it has work left when a sleeping publisher wakes up. */
  private static final long LEAST_NS_PER_SEGMENT = 50;

  private final RingBuffer<Segment> ring;
  private final int batch;
  private long reserved = -1;
  private long filled = -1;
  private long visible = -1;
  private volatile long stalls;

  ShardRing(RingBuffer<Segment> ring) {
    this.ring = ring;
    batch = Math.min(BATCH, Math.max(1, ring.getBufferSize() / 4));
  }

  /** The slot to fill next; the same one until {@link #commit()}. Waits for room in a full ring. */
  Segment claim() {
    if (filled == reserved) {
      reserve();
    }
    return ring.get(filled + 1);
  }

  /** Call it only when all reserved slots are filled: if the ring is full, it publishes them. */
  private void reserve() {
    if (!ring.hasAvailableCapacity(batch)) {
      countStall();
      flush();
      awaitRoom();
    }
    reserved = ring.next(batch);
  }

  /** Sleeps until many slots are free: waking for each batch would slow down the shard as well. */
  private void awaitRoom() {
    int room = ring.getBufferSize() / 4;
    while (!ring.hasAvailableCapacity(room)) {
      LockSupport.parkNanos(room * LEAST_NS_PER_SEGMENT);
    }
  }

  /** Marks the claimed slot as filled. */
  void commit() {
    filled++;
    if (filled - visible >= batch) {
      flush();
    }
  }

  /** Makes all filled slots visible to the shard. */
  void flush() {
    if (filled > visible) {
      ring.publish(visible + 1, filled);
      visible = filled;
    }
  }

  /** Whether the shard has handled all filled slots; then its thread waits for the next one. */
  boolean isDrained() {
    return filled == visible && ring.getMinimumGatingSequence() >= visible;
  }

  void send(int kind, long timeNs) {
    Segment slot = claim();
    slot.kind = kind;
    slot.timeNs = timeNs;
    commit();
    flush();
  }

  /** Number of times that {@link #claim()} waited. Any thread. */
  long stalls() {
    return stalls;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the capture thread
  private void countStall() {
    stalls++;
  }
}
