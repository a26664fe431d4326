package io.rttd.engine.flow;

/**
 * Hashes of segments whose flows are about to be looked up, and the flows that they probably belong
 * to. Filled by the shard and by {@link FlowTable#prefetch}; one thread.
 */
public final class LookupBatch {
  final long[] hashes;
  final int[] flows;
  int size;

  /** Creates an empty batch for at most this many segments. */
  public LookupBatch(int capacity) {
    hashes = new long[capacity];
    flows = new int[capacity];
  }

  /** Removes all segments. */
  public void clear() {
    size = 0;
  }

  /** Adds a segment, by its {@link FlowTable#hash}. */
  public void add(long hash) {
    hashes[size++] = hash;
  }

  /** Number of segments in the batch. */
  public int size() {
    return size;
  }

  /** The hash of a segment, by its position. */
  public long hash(int position) {
    return hashes[position];
  }

  /** The flow of a segment as prefetched, unverified, or {@link FlowTable#NIL}. */
  public int flow(int position) {
    return flows[position];
  }
}
