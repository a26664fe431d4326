package io.rttd.pipeline.sampling;

/**
 * Measuring a part of the time: for a while in each period, beginning with the start. Immutable:
 * any thread.
 */
public final class SamplingSchedule {
  private final long startNs;
  private final long measureNs;
  private final long restNs;

  private SamplingSchedule(long startNs, long measureNs, long restNs) {
    this.startNs = startNs;
    this.measureNs = measureNs;
    this.restNs = restNs;
  }

  /** Measuring all the time. */
  public static SamplingSchedule always() {
    return new SamplingSchedule(0, 1, 0);
  }

  /**
   * Measuring and resting by turns.
   *
   * @param startNs when the first turn of measuring begins, by any clock
   * @param measureNs how long it is measured, positive
   * @param restNs how long not
   */
  public static SamplingSchedule alternating(long startNs, long measureNs, long restNs) {
    return new SamplingSchedule(startNs, measureNs, restNs);
  }

  /** Whether it is time to measure, by the clock of the start. */
  public boolean isOpen(long nowNs) {
    return Math.floorMod(nowNs - startNs, measureNs + restNs) < measureNs;
  }
}
