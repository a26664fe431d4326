package io.rttd.probe;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import org.HdrHistogram.Histogram;

/** What is added up of the data that goes one way. Its owner's lock, or immutable as a copy. */
final class DirectionTally {
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Histogram prompt;
  private final Histogram held;
  private final Histogram handshake;
  private long segments;
  private long retransmits;

  /** Creates an empty tally of times up to this one. */
  DirectionTally(long highestNs) {
    prompt = histogram(highestNs);
    held = histogram(highestNs);
    handshake = histogram(highestNs);
  }

  private DirectionTally(DirectionTally from) {
    prompt = from.prompt.copy();
    held = from.held.copy();
    handshake = from.handshake.copy();
    segments = from.segments;
    retransmits = from.retransmits;
  }

  /** An empty histogram of the shape that all of a probe's have. */
  static Histogram histogram(long highestNs) {
    return new Histogram(highestNs, SIGNIFICANT_DIGITS);
  }

  void addSample(AckVerdict sample) {
    (sample.sampleClass() == SampleClass.PROMPT ? prompt : held).recordValue(sample.rttNs());
    if (sample.kind() == SegmentKind.SYN) {
      handshake.recordValue(sample.rttNs());
    }
  }

  void addSegments(int wireSegments, boolean again) {
    if (again) {
      retransmits += wireSegments;
    } else {
      segments += wireSegments;
    }
  }

  void add(DirectionTally other) {
    prompt.add(other.prompt);
    held.add(other.held);
    handshake.add(other.handshake);
    segments += other.segments;
    retransmits += other.retransmits;
  }

  void reset() {
    prompt.reset();
    held.reset();
    handshake.reset();
    segments = 0;
    retransmits = 0;
  }

  DirectionTally copy() {
    return new DirectionTally(this);
  }

  Distribution rtt(RttKind kind) {
    return switch (kind) {
      case ALL -> {
        Histogram all = prompt.copy();
        all.add(held);
        yield new Distribution("RTT", all);
      }
      case PATH -> new Distribution("path RTT", prompt);
      case HANDSHAKE -> new Distribution("handshake RTT", handshake);
    };
  }

  long segments() {
    return segments;
  }

  long retransmits() {
    return retransmits;
  }
}
