package io.rttd.daemon.run;

import io.rttd.capture.CaptureAgent;
import io.rttd.capture.CaptureCounters;
import io.rttd.capture.FrameSource;
import io.rttd.capture.decode.LinkType;
import io.rttd.engine.RttEngine;
import io.rttd.model.CaptureCounter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.NoOpIdleStrategy;

/** One capture thread, the source that it reads, and the engine that it alone feeds. */
final class Lane {
  private final String name;
  private final FrameSource source;
  private final CaptureCounters counters;
  private final RttEngine engine;
  private final CaptureAgent agent;
  private final TurnCounter turns;
  private final AgentRunner capture;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * A lane that has not started.
   *
   * @param name what its threads are named after
   * @param errors hears of what no thread expected
   */
  Lane(
      String name,
      FrameSource source,
      CaptureCounters counters,
      RttEngine engine,
      CaptureAgent agent,
      ErrorHandler errors) {
    this.name = name;
    this.source = source;
    this.counters = counters;
    this.engine = engine;
    this.agent = agent;
    turns = new TurnCounter(agent);
    // The source itself waits for packets: an idle strategy would only add to it.
    capture = new AgentRunner(NoOpIdleStrategy.INSTANCE, errors, null, turns);
  }

  /** Starts engine and capture; {@code onEnd} is run on the capture thread when that ends. */
  void start(Runnable onEnd) {
    engine.start();
    AgentRunner.startOnThread(
        capture,
        task ->
            new Thread(
                () -> {
                  task.run();
                  ended.countDown();
                  onEnd.run();
                }));
  }

  /** Adds a number for each thread that grows as long as it works. Any thread. */
  void addProgress(Map<String, Long> progress) {
    if (hasEnded()) {
      return;
    }
    progress.put("rttd-capture-" + name, turns.turns());
    for (int shard = 0; shard < engine.threads(); shard++) {
      progress.put("rttd-shard-" + name + "-" + shard, engine.progress(shard));
    }
  }

  FrameSource source() {
    return source;
  }

  CaptureAgent agent() {
    return agent;
  }

  /** The first link type that it could not read, in words. Any thread. */
  Optional<String> unreadableLinkType() {
    return counters.unreadableLinkType().stream().mapToObj(LinkType::describe).findFirst();
  }

  /** One of its counts, wherever it is kept. Any thread. */
  long count(CaptureCounter counter) {
    return switch (counter) {
      case KERNEL_DROPS -> source.kernelDrops();
      case KERNEL_FREEZES -> source.kernelFreezes();
      case INTERRUPTIONS -> source.interruptions();
      case RING_STALLS -> engine.intake().stalls();
      default -> counters.get(counter);
    };
  }

  /** Whether the capture thread has come to its end. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Ends the capture: what the kernel still holds is read, and the last report asked for. */
  void stopCapture() {
    capture.close();
  }

  /** Waits for the shards to handle what the capture left them. */
  void stopEngine() {
    engine.close();
  }

  /** Gives back what was opened, without a report. */
  void abandon() {
    CloseHelper.quietCloseAll(capture, engine, source);
  }
}
