package io.rttd.pipeline;

import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import java.util.ArrayList;
import java.util.List;

/** An engine's door that writes down what comes in, one word each. */
final class RecordingPublisher implements SegmentPublisher {
  final List<String> events = new ArrayList<>();
  final List<Segment> segments = new ArrayList<>();

  /** Whether the source waited, one per poll of a live one. */
  final List<Boolean> waits = new ArrayList<>();

  /** Runs before a report is written down. */
  Runnable onReport = () -> {};

  private final Segment slot = new Segment();

  @Override
  public Segment claim() {
    return slot;
  }

  @Override
  public void publish() {
    Segment copy = new Segment();
    copy.copyFrom(slot);
    segments.add(copy);
    events.add("segment " + slot.frame);
  }

  @Override
  public void onPoll(boolean waited) {
    waits.add(waited);
  }

  @Override
  public void flush() {
    events.add("flush");
  }

  @Override
  public void tick(long timeNs) {
    events.add("tick " + timeNs);
  }

  @Override
  public void report(long timeNs, boolean last) {
    onReport.run();
    events.add((last ? "last report " : "report ") + timeNs);
  }

  @Override
  public void gap(long timeNs) {
    events.add("gap " + timeNs);
  }

  @Override
  public long stalls() {
    return 0;
  }

  /** What was written down, without the flushes. */
  List<String> eventsButFlushes() {
    return events.stream().filter(event -> !event.equals("flush")).toList();
  }
}
