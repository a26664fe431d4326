package io.rttd.probe;

import io.rttd.capture.FrameSource;
import io.rttd.pipeline.SegmentPump;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochNanoClock;

/**
 * The thread that captures and matches; others can wait until it has handled what passed before
 * their call.
 *
 * <p>A wait ends after a poll that began after the call and found nothing (the source first hands
 * over what the kernel holds), or with a frame later than the call.
 */
final class ProbeThread implements AutoCloseable {
  private static final int BATCH = 256;
  private static final long SETTLE_LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

  private final Object lock = new Object();
  private final SegmentPump pump;
  private final FrameSource source;
  private final Thread thread;
  private long asked;
  private long askedEpochNs;
  private long answered;
  private boolean closing;
  private boolean ended;
  private Throwable failure;

  ProbeThread(String name, SegmentPump pump, FrameSource source) {
    this.pump = pump;
    this.source = source;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns when all that passed before the call has been matched. */
  void settle() {
    synchronized (lock) {
      long mine = ++asked;
      askedEpochNs = epochNs();
      long deadlineNs = System.nanoTime() + SETTLE_LIMIT_NS;
      boolean interrupted = false;
      while (answered < mine && !ended) {
        long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
        if (leftMs <= 0) {
          throw new IllegalStateException(
              thread.getName() + ": the capture is more than 10 s behind the traffic");
        }
        try {
          lock.wait(leftMs);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure != null) {
        throw new IllegalStateException(thread.getName() + ": the capture failed", failure);
      }
    }
  }

  /** Whether the source is closed. What its thread did happened before. */
  boolean hasEnded() {
    synchronized (lock) {
      return ended;
    }
  }

  private void run() {
    try {
      boolean more = true;
      while (more) {
        more = pollOnce();
      }
      pump.finish();
    } catch (RuntimeException | Error e) {
      synchronized (lock) {
        failure = e;
      }
    } finally {
      source.close();
      synchronized (lock) {
        ended = true;
        lock.notifyAll();
      }
    }
  }

  private boolean pollOnce() {
    long question;
    long questionEpochNs;
    synchronized (lock) {
      if (closing) {
        return false;
      }
      question = asked;
      questionEpochNs = askedEpochNs;
    }
    int frames = pump.poll(BATCH);
    if (question > answered && (frames <= 0 || pump.latestNs() > questionEpochNs)) {
      synchronized (lock) {
        answered = question;
        lock.notifyAll();
      }
    }
    return frames != FrameSource.END;
  }

  private static long epochNs() {
    return SystemEpochNanoClock.INSTANCE.nanoTime();
  }

  /** Ends the capture; what the kernel still held is matched first. */
  @Override
  public void close() {
    synchronized (lock) {
      closing = true;
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
