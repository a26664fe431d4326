package io.rttd.pipeline.sampling;

/**
 * Measures only part of the time: the first part of each period, of fixed length. Immutable: any
 * thread.
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

  /** Measures all the time. */
  public static SamplingSchedule always() {
    return new SamplingSchedule(0, 1, 0);
  }

  /**
   * Measures and pauses alternately.
   *
   * @param startNs when the first measuring part begins, by any clock
   * @param measureNs length of the measuring part, positive
   * @param restNs length of the pause
   */
  public static SamplingSchedule alternating(long startNs, long measureNs, long restNs) {
    return new SamplingSchedule(startNs, measureNs, restNs);
  }

  /** Whether to measure at this time, by the clock of the start. */
  public boolean isOpen(long nowNs) {
    return Math.floorMod(nowNs - startNs, measureNs + restNs) < measureNs;
  }
}
