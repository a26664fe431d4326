package io.rttd.perf.scale;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Measures how long a published segment waits for the shard's thread: the time since the thread
 * handled the previous segment, or since this one was published, whichever is later. This is a few
 * hundred nanoseconds while the thread works through its ring, and the length of the stop if it was
 * stopped.
 *
 * <p>It wraps the engine's publisher to note when each segment is published, and listens on the
 * shard's thread. Supports one shard only.
 */
final class StopClock implements SegmentPublisher, VerdictListener {
  /** Number of published segments per reading of the clock: less than a batch of the ring. */
  private static final int SEGMENTS_PER_READING = 64;

  private static final long MOST_NS = TimeUnit.SECONDS.toNanos(60);
  private static final long MOST_WAIT_NS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(100);

  private final LongSupplier clock;
  private final long[] publishedNs;
  private final Recorder stops = new Recorder(MOST_NS, 2);
  private final AtomicLong handled = new AtomicLong();
  private SegmentPublisher intake;
  private long published;
  private Segment claimed;
  private long publishingNs;
  private long handledNs;

  /**
   * Creates a clock for a shard.
   *
   * @param ringSize number of slots in its ring, a power of two
   * @param clock in ns
   */
  StopClock(int ringSize, LongSupplier clock) {
    this.clock = clock;
    // Segments waiting in the ring, and those claimed beyond it.
    publishedNs = new long[2 * ringSize];
  }

  /** Inserts this clock before the engine's publisher. */
  SegmentPublisher before(SegmentPublisher publisher) {
    intake = publisher;
    return this;
  }

  /** Waits until the shard has handled everything published, at most ten seconds. */
  void awaitShard() {
    intake.flush();
    long deadlineNs = System.nanoTime() + MOST_WAIT_NS;
    while (handled.get() < published && System.nanoTime() < deadlineNs) {
      LockSupport.parkNanos(PAUSE_NS);
    }
  }

  /** The waiting times since the last call, ns. */
  Histogram take() {
    return stops.getIntervalHistogram();
  }

  @Override
  public Segment claim() {
    claimed = intake.claim();
    return claimed;
  }

  @Override
  public void publish() {
    if (publishingNs == 0 || claimed.frame % SEGMENTS_PER_READING == 0) {
      publishingNs = clock.getAsLong();
    }
    publishedNs[slotOf(claimed.frame)] = publishingNs;
    published++;
    intake.publish();
  }

  @Override
  public void onSegment(Segment segment) {
    long nowNs = clock.getAsLong();
    long sinceNs = Math.max(handledNs, publishedNs[slotOf(segment.frame)]);
    stops.recordValue(Math.min(MOST_NS, nowNs - sinceNs));
    handledNs = nowNs;
    handled.lazySet(handled.getPlain() + 1);
  }

  private int slotOf(long frame) {
    return (int) frame & (publishedNs.length - 1);
  }

  @Override
  public void onVerdict(AckVerdict verdict) {
    // Only segments count here.
  }

  @Override
  public void flush() {
    intake.flush();
  }

  @Override
  public void tick(long timeNs) {
    intake.tick(timeNs);
  }

  @Override
  public void report(long timeNs, boolean last) {
    intake.report(timeNs, last);
  }

  @Override
  public long stalls() {
    return intake.stalls();
  }
}
