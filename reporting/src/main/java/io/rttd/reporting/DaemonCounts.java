package io.rttd.reporting;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The daemon's counts about itself, besides those of its captures, for the sinks that report them.
 * Thread-safe.
 */
public final class DaemonCounts {
  private final AtomicLong refusedReloads = new AtomicLong();
  private final AtomicLong unreportedRefusals = new AtomicLong();
  private final AtomicLong lostLines = new AtomicLong();
  private final AtomicLong lostPoints = new AtomicLong();
  private final AtomicLong unreportedLostPoints = new AtomicLong();
  private volatile long keptLines;
  private volatile long keptPoints;

  /** Counts a new configuration, or new names, that were rejected. */
  public void addRefusedReload() {
    refusedReloads.incrementAndGet();
    unreportedRefusals.incrementAndGet();
  }

  /** Rejected configurations and names since the start. */
  public long refusedReloads() {
    return refusedReloads.get();
  }

  /** Rejected configurations and names since the last call. */
  public long takeRefusedReloads() {
    return unreportedRefusals.getAndSet(0);
  }

  /**
   * Records the state of the delivery to DogStatsD.
   *
   * @param kept lines that wait for it
   * @param lost lines that it never received, since the last call
   */
  public void noteDogStatsD(long kept, long lost) {
    keptLines = kept;
    lostLines.addAndGet(lost);
  }

  /** Lines that wait for DogStatsD. */
  public long keptLines() {
    return keptLines;
  }

  /** Lines that DogStatsD never received, since the start. */
  public long lostLines() {
    return lostLines.get();
  }

  /**
   * Records the state of the delivery by OTLP.
   *
   * @param kept data points that wait for the receiver
   * @param lost data points that it never received or rejected, since the last call
   */
  public void noteOtlp(long kept, long lost) {
    keptPoints = kept;
    lostPoints.addAndGet(lost);
    unreportedLostPoints.addAndGet(lost);
  }

  /** Data points that wait for the OTLP receiver. */
  public long keptPoints() {
    return keptPoints;
  }

  /** Data points that the OTLP receiver never received or rejected, since the start. */
  public long lostPoints() {
    return lostPoints.get();
  }

  /** Data points that the OTLP receiver never received or rejected, since the last call. */
  public long takeLostPoints() {
    return unreportedLostPoints.getAndSet(0);
  }
}
