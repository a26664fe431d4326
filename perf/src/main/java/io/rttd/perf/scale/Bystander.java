package io.rttd.perf.scale;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A thread that has nothing to do but to read the clock, ten thousand times a second, and notes how
 * late it was. What stops all threads, such as a collection, stops it too; growth of a shard's
 * tables does not. What else the machine does makes it late as well.
 */
final class Bystander implements AutoCloseable {
  private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(100);
  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);

  private final Recorder delays = new Recorder(MOST_NS, 2);
  private final Thread thread = new Thread(this::watch, "bystander");
  private volatile boolean closed;

  /** Starts the thread. */
  static Bystander start() {
    Bystander bystander = new Bystander();
    bystander.thread.setDaemon(true);
    bystander.thread.start();
    return bystander;
  }

  private void watch() {
    long beforeNs = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(PAUSE_NS);
      long nowNs = System.nanoTime();
      delays.recordValue(Math.max(0, Math.min(MOST_NS, nowNs - beforeNs - PAUSE_NS)));
      beforeNs = nowNs;
    }
  }

  /** By how much it was late since the last call, ns. */
  Histogram take() {
    return delays.getIntervalHistogram();
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
