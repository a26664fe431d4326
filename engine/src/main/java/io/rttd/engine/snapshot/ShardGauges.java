package io.rttd.engine.snapshot;

import io.rttd.model.Completeness;
import io.rttd.model.OneWaySegments;
import io.rttd.model.PairKey;
import io.rttd.model.SegmentAccount;

/**
 * The state of a shard.
 *
 * @param flows number of flows now
 * @param peers number of pairs now
 * @param memoryBytes bytes of its budget in use now, for flows, segments and histograms
 * @param evictedFlows flows dropped within the interval because memory was short
 * @param foldedPeers how often, within the interval, a pair was folded into {@link PairKey#OTHER}
 * @param segments what became of segments within the interval, and how many are outstanding now
 * @param oneWay segments within the interval of flows whose other direction was not seen
 * @param completeness what is missing from the capture of the interval
 */
public record ShardGauges(
    long flows,
    long peers,
    long memoryBytes,
    long evictedFlows,
    long foldedPeers,
    SegmentAccount segments,
    OneWaySegments oneWay,
    Completeness completeness) {
  /** All zero. */
  public static final ShardGauges NONE = new ShardGauges(0, 0, 0, 0, 0, SegmentAccount.NONE);

  /** Gauges of flows that were seen in both directions. */
  public ShardGauges(
      long flows,
      long peers,
      long memoryBytes,
      long evictedFlows,
      long foldedPeers,
      SegmentAccount segments) {
    this(
        flows,
        peers,
        memoryBytes,
        evictedFlows,
        foldedPeers,
        segments,
        OneWaySegments.NONE,
        Completeness.NONE);
  }

  /** The sum of two shards' gauges. */
  public ShardGauges plus(ShardGauges other) {
    return new ShardGauges(
        flows + other.flows,
        peers + other.peers,
        memoryBytes + other.memoryBytes,
        evictedFlows + other.evictedFlows,
        foldedPeers + other.foldedPeers,
        segments.plus(other.segments),
        oneWay.plus(other.oneWay),
        completeness.plus(other.completeness));
  }

  /** Segments left untimed within the interval because slots ran out. */
  public long thinnedSegments() {
    return segments.untimed();
  }
}
