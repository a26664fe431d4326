package io.rttd.capture;

import io.rttd.model.Segment;

/** Decides of decoded segments which are wanted. Allocates nothing. */
@FunctionalInterface
public interface SegmentFilter {
  /** Each segment is wanted. */
  SegmentFilter ALL = segment -> true;

  /** Whether a segment's addresses and ports are wanted. */
  boolean wants(Segment segment);
}
