package io.rttd.testbed.hostile;

/** Frames of one kind, without end. */
@FunctionalInterface
interface Pattern {
  /** Makes the next frame, the {@code i}th from 0. */
  void next(int i, HostileFrame frame);
}
