package io.rttd.engine.shard;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.BusySpinWaitStrategy;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.SleepingWaitStrategy;
import com.lmax.disruptor.TimeoutException;
import com.lmax.disruptor.WaitStrategy;
import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.rttd.config.EngineConfig;
import io.rttd.config.WaitStrategyKind;
import io.rttd.engine.segment.SegmentPublisher;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.agrona.ErrorHandler;

/** One ring and one thread per shard, and the publisher that feeds them. */
public final class ShardThreads implements AutoCloseable {
  private static final long DRAIN_TIMEOUT_NS = 5_000_000_000L;
  private static final long START_TIMEOUT_S = 10;
  private static final long SLEEP_NS = 1_000_000;

  private final List<Disruptor<Segment>> disruptors = new ArrayList<>();
  private final BypassingPublisher intake;
  private final ErrorHandler errors;
  private final CountDownLatch started;

  /**
   * Creates rings and threads without starting them.
   *
   * @param name names the threads, e.g. the interface
   * @param config ring size and wait strategy
   * @param shards each gets one thread
   * @param hash chooses a flow's shard
   * @param inTurn as for {@link DirectPublisher}, at low rates
   * @param errors called for a shard's exceptions; the shard continues with the next segment
   */
  public ShardThreads(
      String name,
      EngineConfig config,
      List<Shard> shards,
      TupleHash hash,
      boolean inTurn,
      ErrorHandler errors) {
    this.errors = errors;
    this.started = new CountDownLatch(shards.size());
    ShardRing[] rings = new ShardRing[shards.size()];
    for (int i = 0; i < rings.length; i++) {
      String threadName = "rttd-shard-" + name + "-" + i;
      ThreadFactory threads =
          task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
          };
      Disruptor<Segment> disruptor =
          new Disruptor<>(
              Segment::new,
              config.ringSize(),
              threads,
              ProducerType.SINGLE,
              waitStrategy(config.waitStrategy()));
      disruptor.setDefaultExceptionHandler(new ReportingExceptionHandler(errors));
      disruptor.handleEventsWith(
          new ShardHandler(shards.get(i), disruptor.getRingBuffer(), started));
      disruptors.add(disruptor);
      rings[i] = new ShardRing(disruptor.getRingBuffer());
    }
    intake =
        new BypassingPublisher(
            new RingPublisher(rings, hash),
            shards.stream().map(shard -> new DirectPublisher(shard, inTurn, errors)).toList());
  }

  /** Starts the threads, and returns once all of them run, or when interrupted. */
  public void start() {
    disruptors.forEach(Disruptor::start);
    try {
      if (!started.await(START_TIMEOUT_S, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the shards' threads did not start");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The publisher for the single capture thread. */
  public SegmentPublisher intake() {
    return intake;
  }

  /**
   * Waits until everything published is handled, at most five seconds for all shards together, and
   * ends the threads. What is then left in a ring is lost, which is logged.
   */
  @Override
  public void close() {
    long deadlineNs = System.nanoTime() + DRAIN_TIMEOUT_NS;
    for (Disruptor<Segment> disruptor : disruptors) {
      try {
        disruptor.shutdown(Math.max(1, deadlineNs - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        disruptor.halt();
        errors.onError(
            new IllegalStateException(
                "a shard did not drain its ring within five seconds: at most "
                    + backlog(disruptor.getRingBuffer())
                    + " segments are lost",
                e));
      }
    }
  }

  /** Progress of a shard: a number that grows while it works, with ticks alone, too. Any thread. */
  public long progress(int shard) {
    return disruptors.get(shard).getRingBuffer().getMinimumGatingSequence() + intake.turns();
  }

  /** The ring's own remaining capacity would also count slots that are only reserved. */
  static long backlog(RingBuffer<Segment> ring) {
    return ring.getCursor() - ring.getMinimumGatingSequence();
  }

  private static WaitStrategy waitStrategy(WaitStrategyKind kind) {
    return switch (kind) {
      case BLOCKING -> new BlockingWaitStrategy();
      case SLEEPING -> new SleepingWaitStrategy(0, SLEEP_NS);
      case YIELDING -> new YieldingWaitStrategy();
      case BUSY_SPIN -> new BusySpinWaitStrategy();
    };
  }

  /** The Disruptor's own default would end the shard's thread, and with it the measurement. */
  private record ReportingExceptionHandler(ErrorHandler errors)
      implements ExceptionHandler<Segment> {
    @Override
    public void handleEventException(Throwable error, long sequence, Segment slot) {
      errors.onError(error);
    }

    @Override
    public void handleOnStartException(Throwable error) {
      errors.onError(error);
    }

    @Override
    public void handleOnShutdownException(Throwable error) {
      errors.onError(error);
    }
  }
}
