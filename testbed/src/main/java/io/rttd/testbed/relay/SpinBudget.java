package io.rttd.testbed.relay;

/**
 * How long a thread may spin instead of sleeping: a fixed share of each window of time, so that
 * spinning makes few deadlines exact, and many cannot take a processor away from the stacks that
 * are being measured. Pure; belongs to one thread.
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

  /** The thread did something else: what follows until the next question is not spinning. */
  void pause() {
    lastSpinNs = NOT_SPINNING;
  }
}
