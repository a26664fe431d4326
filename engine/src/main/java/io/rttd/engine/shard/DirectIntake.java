package io.rttd.engine.shard;

import io.rttd.engine.segment.Segment;
import io.rttd.engine.segment.SegmentIntake;

/** The door of an engine without rings: the capture thread does the shard's work itself. */
public final class DirectIntake implements SegmentIntake {
  private final Shard shard;
  private final Segment segment = new Segment();

  /** A door to this shard. */
  public DirectIntake(Shard shard) {
    this.shard = shard;
  }

  @Override
  public Segment claim() {
    return segment;
  }

  @Override
  public void publish() {
    shard.onSlot(segment);
  }

  @Override
  public void flush() {}

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

  @Override
  public long stalls() {
    return 0;
  }

  private void send(int kind, long timeNs) {
    segment.kind = kind;
    segment.timeNs = timeNs;
    shard.onSlot(segment);
  }
}
