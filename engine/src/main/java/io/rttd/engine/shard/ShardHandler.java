package io.rttd.engine.shard;

import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import io.rttd.model.Segment;
import java.util.concurrent.CountDownLatch;

/**
 * Handles a shard's segments from its ring, prefetching within each batch.
 *
 * <p>Signals when its thread runs: a Disruptor that is shut down earlier ignores the backlog in its
 * ring.
 */
final class ShardHandler implements EventHandler<Segment> {
  /** A power of two. The Disruptor alone would release slots only at the end of a batch. */
  private static final int RELEASED_AT_ONCE = 64;

  private final Shard shard;
  private final Prefetcher lookAhead;
  private final RingBuffer<Segment> ring;
  private final CountDownLatch started;
  private Sequence released;
  private long left;
  private int looked;
  private int next;

  ShardHandler(Shard shard, RingBuffer<Segment> ring, CountDownLatch started) {
    this.shard = shard;
    this.lookAhead = shard.lookAhead();
    this.ring = ring;
    this.started = started;
  }

  @Override
  public void setSequenceCallback(Sequence sequence) {
    released = sequence;
  }

  @Override
  public void onStart() {
    started.countDown();
  }

  @Override
  public void onBatchStart(long batchSize, long queueDepth) {
    left = batchSize;
    looked = 0;
    next = 0;
  }

  @Override
  public void onEvent(Segment slot, long sequence, boolean endOfBatch) {
    if (next == looked) {
      next = 0;
      looked = lookAhead.pays() ? (int) Math.min(Prefetcher.SEGMENTS, left) : 0;
      lookAhead.at(ring, sequence, looked);
    }
    left--;
    if (looked == 0) {
      shard.onSlot(slot);
    } else {
      shard.onSlot(slot, lookAhead.hash(next), lookAhead.flow(next));
      next++;
    }
    if ((sequence & (RELEASED_AT_ONCE - 1)) == 0) {
      released.set(sequence);
    }
  }
}
