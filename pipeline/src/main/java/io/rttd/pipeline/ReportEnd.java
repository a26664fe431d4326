package io.rttd.pipeline;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When a capture's last report ends: the first of its threads to end decides, and the others report
 * nothing later than that, so that their parts make one report. Thread-safe.
 */
public final class ReportEnd {
  private static final long OPEN = Long.MAX_VALUE;

  private final AtomicLong endNs = new AtomicLong(OPEN);

  /** Creates an undecided end. */
  public ReportEnd() {}

  /** The end, ns since the epoch; decides on {@code nowNs} if it is undecided. */
  long decide(long nowNs) {
    endNs.compareAndSet(OPEN, nowNs);
    return endNs.get();
  }

  /** The earlier of now and the end. */
  long limit(long nowNs) {
    return Math.min(nowNs, endNs.get());
  }
}
