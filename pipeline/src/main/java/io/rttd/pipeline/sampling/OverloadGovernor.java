package io.rttd.pipeline.sampling;

/**
 * Decides which share of all flows a capture can handle, from the packets that the kernel drops.
 *
 * <p>Drops hit flows at random and cost all of them samples, so if they persist, it is better to
 * measure fewer flows completely. A single burst does not count: drops must recur for {@code
 * patience} before the share is halved, and again for each further halving. After {@code quiet}
 * without drops, the share is doubled, step by step, up to all flows. A step up that brings drops
 * back is undone, and the next is tried only after twice the time, up to {@value #MOST_BACKOFF}
 * times {@code quiet}; each step up that lasts halves that time again. So if the load stays between
 * two shares, the share changes less and less often.
 *
 * <p>Time is an argument, of any clock that does not run backwards. One thread.
 */
public final class OverloadGovernor {
  /** The unit of shares: all flows. */
  public static final int ALL = 1 << 16;

  /** The share is never smaller: a thousandth. */
  public static final int LEAST = ALL >> 10;

  private static final int MOST_BACKOFF = 16;
  private static final long NEVER = Long.MIN_VALUE;

  private final long patienceNs;
  private final long quietNs;
  private int share = ALL;
  private int backoff = 1;
  private long dropsBefore = NEVER;
  private long readAtNs;
  private long droppingSinceNs = NEVER;
  private long lastDropNs;
  private long changedAtNs;
  private boolean lastStepWasUp;

  /**
   * Creates a governor that lets all flows through.
   *
   * @param patienceNs how long drops must last; drops further apart than this are separate
   *     overloads
   * @param quietNs how long there must be no drops before the share grows
   */
  public OverloadGovernor(long patienceNs, long quietNs) {
    this.patienceNs = patienceNs;
    this.quietNs = quietNs;
  }

  /**
   * Evaluates a reading of the kernel's counter; call it about once a second.
   *
   * @param nowNs the time of the reading
   * @param drops packets dropped since the capture began
   * @return the share of flows to measure from now on, {@link #LEAST} to {@link #ALL}
   */
  public int onReading(long nowNs, long drops) {
    if (dropsBefore == NEVER) {
      changedAtNs = nowNs;
      lastDropNs = nowNs;
    } else if (drops > dropsBefore) {
      onDrops(nowNs);
    } else {
      onQuiet(nowNs);
    }
    dropsBefore = drops;
    readAtNs = nowNs;
    return share;
  }

  /** The share of flows to measure, {@link #LEAST} to {@link #ALL}. */
  public int share() {
    return share;
  }

  private void onDrops(long nowNs) {
    if (droppingSinceNs == NEVER || nowNs - lastDropNs > patienceNs) {
      droppingSinceNs = readAtNs;
    }
    lastDropNs = nowNs;
    if (nowNs - droppingSinceNs >= patienceNs && share > LEAST) {
      if (lastStepWasUp && nowNs - changedAtNs < backoff * quietNs) {
        backoff = Math.min(MOST_BACKOFF, backoff * 2);
      }
      step(nowNs, share / 2);
      lastStepWasUp = false;
    }
  }

  private void onQuiet(long nowNs) {
    long sinceNs = Math.max(lastDropNs, changedAtNs);
    if (share < ALL && nowNs - sinceNs >= backoff * quietNs) {
      if (lastStepWasUp) {
        backoff = Math.max(1, backoff / 2);
      }
      step(nowNs, share * 2);
      lastStepWasUp = true;
    }
  }

  private void step(long nowNs, int next) {
    share = next;
    changedAtNs = nowNs;
    droppingSinceNs = NEVER;
  }
}
