package io.rttd.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When a capture's last report ends: the first of its threads to end decides, and the others report
 * nothing later, so that their parts make one report. Any thread.
 */
public final class ReportEnd {
  private static final long OPEN = Long.MAX_VALUE;

  private final AtomicLong endNs = new AtomicLong(OPEN);

  /** Creates an undecided end. */
  public ReportEnd() {}

  /** The end, which is now if it was undecided; ns since the epoch. */
  long decide(long nowNs) {
    endNs.compareAndSet(OPEN, nowNs);
    return endNs.get();
  }

  /** Now, or the end if that is past. */
  long limit(long nowNs) {
    return Math.min(nowNs, endNs.get());
  }
}
