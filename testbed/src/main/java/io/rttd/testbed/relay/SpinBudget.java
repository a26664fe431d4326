package io.rttd.testbed.relay;

/**
 * Limits how long a thread may spin instead of sleeping, to a fixed share of each time window:
 * spinning makes a few deadlines exact, but many deadlines cannot take a processor from the stacks
 * under measurement. Pure; confined to one thread.
 */
final class SpinBudget {
  private static final long NOT_SPINNING = Long.MIN_VALUE;

  private final long windowNs;
  private final long limitNs;
  private long windowStartNs = Long.MIN_VALUE / 2;
  private long spentNs;
  private long lastSpinNs = NOT_SPINNING;

  SpinBudget(long windowNs, long limitNs) {
    this.windowNs = windowNs;
    this.limitNs = limitNs;
  }

  /** Whether to spin once more. */
  boolean allows(long nowNs) {
    if (nowNs - windowStartNs >= windowNs) {
      windowStartNs = nowNs;
      spentNs = 0;
    }
    if (lastSpinNs != NOT_SPINNING) {
      spentNs += nowNs - lastSpinNs;
    }
    lastSpinNs = spentNs < limitNs ? nowNs : NOT_SPINNING;
    return spentNs < limitNs;
  }

  /**
   * Notes that the thread did something else: the time until the next {@link #allows} is not
   * spinning.
   */
  void pause() {
    lastSpinNs = NOT_SPINNING;
  }
}
