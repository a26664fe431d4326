package io.rttd.perf.scale;

import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;

/** A publisher of one slot that goes nowhere. */
final class SegmentClaims implements SegmentPublisher {
  final Segment segment = new Segment();

  @Override
  public Segment claim() {
    return segment;
  }

  @Override
  public void publish() {}

  @Override
  public void flush() {}

  @Override
  public void tick(long timeNs) {}

  @Override
  public void report(long timeNs, boolean last) {}

  @Override
  public long stalls() {
    return 0;
  }
}
