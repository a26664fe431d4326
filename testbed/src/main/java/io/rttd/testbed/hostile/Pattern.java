package io.rttd.testbed.hostile;

/** An endless stream of frames of one kind. */
@FunctionalInterface
interface Pattern {
  /** Makes the next frame, the {@code i}th from 0. */
  void next(int i, HostileFrame frame);
}
