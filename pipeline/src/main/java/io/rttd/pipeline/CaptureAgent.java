package io.rttd.pipeline;

import io.rttd.capture.FrameSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentTerminationException;

/**
 * The capture thread's role: pumps frames into the engine until the source ends or it is closed,
 * sends the last report and closes the source. {@link #doWork()} waits in the source while the wire
 * is idle, so its runner needs no idle strategy.
 *
 * <p>At a file's end {@link #doWork()} throws {@link AgentTerminationException}, which is how an
 * agent tells its runner to stop: an error handler should not count it. Closing it from another
 * thread also ends cleanly: frames in the kernel's buffer are read first.
 */
public final class CaptureAgent implements Agent {
  private static final int BATCH = 1024;
  private static final long GAP_PATIENCE_NS = TimeUnit.SECONDS.toNanos(1);

  private final String roleName;
  private final FrameSource source;
  private final SegmentPump pump;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean abandoned;

  /**
   * Creates an agent without starting it.
   *
   * @param roleName name of its thread, e.g. {@code rttd-capture-eth0}
   * @param source where frames come from; closed by this agent
   * @param pump moves the frames
   */
  CaptureAgent(String roleName, FrameSource source, SegmentPump pump) {
    this.roleName = roleName;
    this.source = source;
    this.pump = pump;
  }

  @Override
  public String roleName() {
    return roleName;
  }

  /**
   * Moves one batch of frames and advances the time.
   *
   * @return frames moved
   * @throws AgentTerminationException at the source's end, after the last report
   */
  @Override
  public int doWork() {
    int frames = pump.poll(BATCH);
    if (frames == FrameSource.END) {
      ended.countDown();
      throw new AgentTerminationException("end of " + roleName, null, false, false);
    }
    return frames;
  }

  /**
   * Skips the last report, for a capture that never started. Call it before closing. Any thread.
   */
  void abandon() {
    abandoned = true;
  }

  /** Sends the last report, unless it was sent already, and closes the source. */
  @Override
  public void onClose() {
    // A runner that is closed may interrupt this thread; the engine's waits must not notice.
    boolean interrupted = Thread.interrupted();
    try {
      if (!abandoned) {
        pump.finish();
      }
    } finally {
      source.close();
      ended.countDown();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Shares the end of the last report with other agents of the capture. Call it before the start.
   */
  public void endWith(ReportEnd shared) {
    pump.endWith(shared);
  }

  /** Sets whose data is timed from now on. Any thread. */
  public void replaceTimedEnds(TimedDirections timedEnds) {
    pump.replaceTimedEnds(timedEnds);
  }

  /**
   * Tells the engine that the capture skipped segments until this time, and waits until it knows,
   * for at most a second. Call it before the filter passes more than before. Any other thread.
   *
   * @param timeNs ns since the epoch, by the clock that stamps the frames
   * @return false if the capture thread is busy or not running, or this thread was interrupted; the
   *     engine then learns of it later
   */
  public boolean announceGap(long timeNs) {
    pump.announceGap(timeNs);
    long start = System.nanoTime();
    while (!pump.hasAnnouncedGap()
        && !isFinished()
        && !Thread.currentThread().isInterrupted()
        && System.nanoTime() - start < GAP_PATIENCE_NS) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return pump.hasAnnouncedGap();
  }

  /** Changes the report interval of a live source. Any thread. */
  public void reportEvery(long intervalNs) {
    pump.reportEvery(intervalNs);
  }

  /** Whether the last report was sent. Any thread. */
  public boolean isFinished() {
    return ended.getCount() == 0;
  }

  /**
   * Waits until the last report was sent. Any other thread.
   *
   * @return false on timeout
   */
  public boolean awaitEnd(long timeout, TimeUnit unit) throws InterruptedException {
    return ended.await(timeout, unit);
  }

  /** Waits without a timeout until the last report was sent. Any other thread. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }
}
