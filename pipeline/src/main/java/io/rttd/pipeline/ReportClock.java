package io.rttd.pipeline;

import io.rttd.engine.segment.SegmentPublisher;
import java.util.concurrent.TimeUnit;

/**
 * Turns time into ticks and reports: a tick at least every second, a report at each multiple of the
 * interval since the epoch. Reads no clock: its owner passes the time. One thread.
 */
final class ReportClock {
  private static final long TICK_NS = TimeUnit.MILLISECONDS.toNanos(500);

  private final SegmentPublisher intake;

  private long intervalNs;
  private boolean started;
  private long dueNs = Long.MIN_VALUE;
  private long tickDueNs;
  private long reportDueNs;

  /**
   * Creates a clock without a time.
   *
   * @param intervalNs between two reports; 0: never
   */
  ReportClock(SegmentPublisher intake, long intervalNs) {
    this.intake = intake;
    this.intervalNs = intervalNs;
  }

  /**
   * Changes the interval: the current one ends at a multiple of the new length.
   *
   * @param newIntervalNs between two reports; 0: never
   */
  void reportEvery(long newIntervalNs) {
    if (newIntervalNs != intervalNs) {
      intervalNs = newIntervalNs;
      started = false;
      dueNs = Long.MIN_VALUE;
    }
  }

  /** Whether {@link #advanceTo} has something to send. */
  boolean isDue(long timeNs) {
    return timeNs >= dueNs;
  }

  /**
   * Advances to {@code timeNs} and sends whatever is due: the end of the current interval (empty
   * ones after it are skipped), and a tick. Going back has no effect.
   */
  void advanceTo(long timeNs) {
    if (isDue(timeNs)) {
      sendWhatIsDue(timeNs);
    }
  }

  /** The wall clock was set back: start over instead of waiting for the old time. */
  void restartIfSetBack(long timeNs) {
    if (started && timeNs < tickDueNs - 2 * TICK_NS) {
      started = false;
      sendWhatIsDue(timeNs);
    }
  }

  private void sendWhatIsDue(long timeNs) {
    if (!started) {
      started = true;
      tickDueNs = timeNs;
      reportDueNs = nextBoundary(timeNs);
    }
    if (timeNs >= reportDueNs) {
      intake.report(reportDueNs, false);
      tickDueNs = Math.max(tickDueNs, reportDueNs + TICK_NS);
      reportDueNs = nextBoundary(timeNs);
    }
    if (timeNs >= tickDueNs) {
      intake.tick(timeNs);
      tickDueNs = timeNs + TICK_NS;
    }
    dueNs = Math.min(tickDueNs, reportDueNs);
  }

  private long nextBoundary(long timeNs) {
    return intervalNs == 0 ? Long.MAX_VALUE : (Math.floorDiv(timeNs, intervalNs) + 1) * intervalNs;
  }
}
