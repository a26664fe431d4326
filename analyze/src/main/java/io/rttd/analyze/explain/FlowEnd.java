package io.rttd.analyze.explain;

import static io.rttd.model.SequenceNumbers.before;

/** One end of the explained flow, and the origin of its relative sequence numbers. */
final class FlowEnd {
  private final FlowSelector.End end;
  private boolean known;
  private int first;
  private int highest;

  FlowEnd(FlowSelector.End end) {
    this.end = end;
  }

  /** Counts sequence numbers from this one, unless they already count from an earlier one. */
  void countFrom(int sequence) {
    if (!known) {
      restartAt(sequence);
    }
  }

  /** Counts sequence numbers from this one. */
  void restartAt(int sequence) {
    known = true;
    first = sequence;
    highest = sequence;
  }

  /** Forgets the origin: sequence numbers count from the next one. */
  void forget() {
    known = false;
  }

  /**
   * Records data that is captured for the first time.
   *
   * @return whether data above it came before, so that it fills a gap
   */
  boolean send(int start, int end) {
    boolean fillsGap = before(start, highest);
    if (before(highest, end)) {
      highest = end;
    }
    return fillsGap;
  }

  long relative(int sequence) {
    return (sequence - first) & 0xFFFF_FFFFL;
  }

  /** {@code 0:100 (100)}. */
  String range(int start, int endSequence) {
    return relative(start) + ":" + relative(endSequence) + " (" + (endSequence - start) + ")";
  }

  /** {@code 198.18.0.1:40000}. */
  @Override
  public String toString() {
    return end.toString();
  }
}
