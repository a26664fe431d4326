package io.rttd.engine.shard;

import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;

/**
 * Publisher of an engine with rings. All segments of a flow, in both directions, go to one shard,
 * chosen by the upper half of the flow's hash. With a single shard, segments are decoded straight
 * into its ring; with several, into a scratch slot first, since the shard is known only afterwards.
 */
final class RingPublisher implements SegmentPublisher {
  private final ShardRing[] rings;
  private final TupleHash hash;
  private final Segment scratch = new Segment();

  RingPublisher(ShardRing[] rings, TupleHash hash) {
    this.rings = rings.clone();
    this.hash = hash;
  }

  @Override
  public Segment claim() {
    return rings.length == 1 ? rings[0].claim() : scratch;
  }

  @Override
  public void publish() {
    if (rings.length == 1) {
      rings[0].commit();
      return;
    }
    ShardRing ring = rings[shardOf(scratch)];
    ring.claim().copyFrom(scratch);
    ring.commit();
  }

  /** The shard of a segment's flow; the segment keeps the hash for it. */
  int shardOf(Segment segment) {
    segment.flowHash = hash.ofFlow(segment);
    return (int) (((segment.flowHash >>> 32) * rings.length) >>> 32);
  }

  @Override
  public void flush() {
    for (ShardRing ring : rings) {
      ring.flush();
    }
  }

  /** Whether the shards have handled everything, including what was not yet visible to them. */
  boolean areDrained() {
    for (ShardRing ring : rings) {
      if (!ring.isDrained()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void tick(long timeNs) {
    send(Segment.KIND_TICK, timeNs);
  }

  @Override
  public void gap(long timeNs) {
    send(Segment.KIND_GAP, timeNs);
  }

  @Override
  public void report(long timeNs, boolean last) {
    send(last ? Segment.KIND_LAST_REPORT : Segment.KIND_REPORT, timeNs);
  }

  private void send(int kind, long timeNs) {
    for (ShardRing ring : rings) {
      ring.send(kind, timeNs);
    }
  }

  @Override
  public long stalls() {
    long sum = 0;
    for (ShardRing ring : rings) {
      sum += ring.stalls();
    }
    return sum;
  }
}
