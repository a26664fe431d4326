package io.rttd.capture;

import io.rttd.model.Segment;

/** Decides which decoded segments are measured. Does not allocate. */
@FunctionalInterface
public interface SegmentFilter {
  /** Accepts every segment. */
  SegmentFilter ALL = segment -> true;

  /** Whether a segment's addresses and ports are selected. */
  boolean wants(Segment segment);
}
