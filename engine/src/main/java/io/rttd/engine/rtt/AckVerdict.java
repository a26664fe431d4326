package io.rttd.engine.rtt;

import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;

/**
 * One verdict, as a {@link VerdictListener} sees it.
 *
 * <p>There is one instance a shard, filled anew for each call: read it during the call, keep
 * nothing of it.
 */
public final class AckVerdict {
  Verdict verdict;
  HoldReason holdReason;
  SegmentKind kind;
  long dataFrame;
  long rttNs;
  Segment acknowledgement;

  AckVerdict() {}

  /** What became of the acknowledgement. */
  public Verdict verdict() {
    return verdict;
  }

  /** Whether the receiver had a reason to hold the ACK back; also set when there is no sample. */
  public SampleClass sampleClass() {
    return holdReason.sampleClass();
  }

  /** Why the receiver may have held the ACK back; also set when there is no sample. */
  public HoldReason holdReason() {
    return holdReason;
  }

  /** What the segment at the acknowledged edge was. */
  public SegmentKind kind() {
    return kind;
  }

  /** Frame of the segment that the ACK was held against, or 0 when there is none. */
  public long dataFrame() {
    return dataFrame;
  }

  /** Time between {@link #dataFrame()} and the ACK, ns; 0 when there is no such frame. */
  public long rttNs() {
    return rttNs;
  }

  /** The ACK itself: its destination sent the data, its source acknowledged it. */
  public Segment acknowledgement() {
    return acknowledgement;
  }
}
