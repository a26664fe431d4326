package io.rttd.engine.rtt;

import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import io.rttd.model.SegmentKind;
import io.rttd.model.Verdict;

/**
 * One verdict, as a {@link VerdictListener} sees it.
 *
 * <p>There is one instance per shard, reused for each call: valid only during the call.
 */
public final class AckVerdict {
  Verdict verdict;
  HoldReason holdReason;
  SegmentKind kind;
  long dataFrame;
  long rttNs;
  Segment acknowledgement;

  AckVerdict() {}

  /** The verdict. */
  public Verdict verdict() {
    return verdict;
  }

  /** Whether the receiver had a reason to delay the ACK; also set if there is no sample. */
  public SampleClass sampleClass() {
    return holdReason.sampleClass();
  }

  /** Why the receiver may have delayed the ACK; also set if there is no sample. */
  public HoldReason holdReason() {
    return holdReason;
  }

  /** Kind of the segment at the acknowledged edge. */
  public SegmentKind kind() {
    return kind;
  }

  /** Frame of the segment that the ACK was matched with, or 0 if there is none. */
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
