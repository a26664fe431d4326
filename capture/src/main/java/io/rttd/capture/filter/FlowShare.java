package io.rttd.capture.filter;

/**
 * Selects a part of all flows, if they are too many: those whose hash is below a threshold. The
 * hash covers both ends' addresses and ports and is the same in both directions, so a flow is
 * measured completely or not at all; a flow within a share is also within each larger share of the
 * same seed.
 *
 * @param threshold number of hash values selected, of {@value #SCALE}
 * @param seed determines which flows are selected; constant while a capture runs
 */
public record FlowShare(int threshold, int seed) {
  /** The threshold that selects all flows. */
  public static final int SCALE = 1 << 16;

  /** Every flow. */
  public static final FlowShare ALL = new FlowShare(SCALE, 0);

  /** No flow: not a packet passes. */
  public static final FlowShare NONE = new FlowShare(0, 0);

  /** Rejects a threshold out of range. */
  public FlowShare {
    if (threshold < 0 || threshold > SCALE) {
      throw new IllegalArgumentException("threshold " + threshold + " is not in 0 to " + SCALE);
    }
  }

  /** Whether every flow is selected. */
  public boolean isAll() {
    return threshold == SCALE;
  }

  /** Whether no flow is selected. */
  public boolean isNone() {
    return threshold == 0;
  }

  /** The share as a number from 0 to 1. */
  public double fraction() {
    return (double) threshold / SCALE;
  }
}
