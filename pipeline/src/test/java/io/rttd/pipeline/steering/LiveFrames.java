package io.rttd.pipeline.steering;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.decode.Frame;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;

/** A live capture whose packets a test sends one by one: one connection, 10.0.0.1 to 10.0.0.2. */
public final class LiveFrames implements FilteredSource {
  private static final long WAIT_MS = 5;

  private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
  private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
  private final Semaphore turn = new Semaphore(1);
  private final List<PeerFilter> filters = new CopyOnWriteArrayList<>();
  private volatile String refused = "";
  private volatile String breaking = "";
  private volatile Throwable failure;
  private int next = 1;
  public volatile boolean closed;

  /** The client sends 100 bytes. */
  public void data() {
    frames.add(
        FrameBuilder.raw()
            .ipv4("10.0.0.1", "10.0.0.2")
            .tcp(40_000, 80)
            .seq(next)
            .ack(1)
            .payload(100)
            .frame());
    next += 100;
  }

  /** The server acknowledges all that was sent. */
  public void ack() {
    frames.add(
        FrameBuilder.raw().ipv4("10.0.0.2", "10.0.0.1").tcp(80, 40_000).seq(1).ack(next).frame());
  }

  /** From now on a poll does not return. */
  public void hang() {
    turn.drainPermits();
  }

  /** Polls return again. */
  public void goOn() {
    turn.release();
  }

  /** From now on each poll throws this. */
  public void fail(Throwable error) {
    failure = error;
  }

  /** From now on this expression is no filter. */
  public void refuseFilter(String expression) {
    refused = expression;
  }

  /** From now on this expression meets a defect. */
  public void breakOnFilter(String expression) {
    breaking = expression;
  }

  /** Each that was put in the place of another. */
  public List<PeerFilter> filters() {
    return filters;
  }

  @Override
  public void checkFilter(PeerFilter filter) throws CaptureException {
    if (filter.extra().filter(refused::equals).isPresent()) {
      throw new CaptureException(Reason.BAD_FILTER, "syntax error in " + refused);
    }
  }

  @Override
  public void replaceFilter(PeerFilter filter) throws CaptureException {
    checkFilter(filter);
    if (filter.extra().filter(breaking::equals).isPresent()) {
      throw new IllegalStateException("said by a test");
    }
    filters.add(filter);
  }

  @Override
  public int poll(FrameHandler handler, int limit) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException exception) {
      throw exception;
    }
    try {
      turn.acquire();
      turn.release();
      Frame frame = frames.poll(WAIT_MS, TimeUnit.MILLISECONDS);
      if (frame == null) {
        return 0;
      }
      buffer.wrap(frame.bytes());
      handler.onFrame(
          SystemEpochNanoClock.INSTANCE.nanoTime(),
          frame.linkType(),
          0,
          buffer,
          0,
          frame.bytes().length,
          frame.originalLength());
      return 1;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** Whether all that was sent has been taken. */
  public boolean isEmpty() {
    return frames.isEmpty();
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
