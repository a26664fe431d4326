package io.rttd.compare;

/** Figures of one capture that can be computed again from a resample of its connections. */
interface Resampled {
  /** Number of units to draw from. */
  int size();

  /** How many independent connections of equal size would tell as much of a figure. */
  double effectiveSize(int figure);

  /**
   * Computes the figures.
   *
   * @param weights how often each unit was drawn
   * @param figures receives them
   */
  void figures(int[] weights, double[] figures);
}
