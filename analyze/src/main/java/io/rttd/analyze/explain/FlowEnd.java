package io.rttd.analyze.explain;

/** One end of the flow that is explained, and from which number its sequence numbers count. */
final class FlowEnd {
  private final FlowSelector.End end;
  private boolean known;
  private int first;

  FlowEnd(FlowSelector.End end) {
    this.end = end;
  }

  /** Sequence numbers count from this one, unless they count from an earlier one already. */
  void countFrom(int sequence) {
    if (!known) {
      restartAt(sequence);
    }
  }

  /** Sequence numbers count from this one. */
  void restartAt(int sequence) {
    known = true;
    first = sequence;
  }

  /** Sequence numbers count from the next one. */
  void forget() {
    known = false;
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
