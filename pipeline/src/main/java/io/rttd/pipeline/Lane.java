package io.rttd.pipeline;

import io.rttd.capture.FrameSource;
import io.rttd.capture.decode.LinkType;
import io.rttd.model.CaptureCounter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.agrona.CloseHelper;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.NoOpIdleStrategy;

/** One capture thread with its source and its own engine. */
public final class Lane {
  private final String name;
  private final FrameSource source;
  private final CapturePipeline pipeline;
  private final CaptureAgent agent;
  private final TurnCounter turns;
  private final AgentRunner capture;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Creates a lane without starting it.
   *
   * @param name names its threads, e.g. the interface
   * @param source what the pipeline reads; the lane closes it
   * @param errors called for uncaught exceptions
   */
  public Lane(String name, FrameSource source, CapturePipeline pipeline, ErrorHandler errors) {
    this.name = name;
    this.source = source;
    this.pipeline = pipeline;
    this.agent = pipeline.agent("rttd-capture-" + name);
    turns = new TurnCounter(agent);
    // The source itself waits for packets, so no idle strategy is needed.
    capture = new AgentRunner(NoOpIdleStrategy.INSTANCE, errors, null, turns);
  }

  /** Starts engine and capture; {@code onEnd} runs on the capture thread when the capture ends. */
  public void start(Runnable onEnd) {
    pipeline.start();
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

  /** Adds a number per thread, which grows while that thread works. Any thread. */
  public void addProgress(Map<String, Long> progress) {
    if (hasEnded()) {
      return;
    }
    progress.put("rttd-capture-" + name, turns.turns());
    for (int shard = 0; shard < pipeline.engineThreads(); shard++) {
      progress.put("rttd-shard-" + name + "-" + shard, pipeline.engineProgress(shard));
    }
  }

  /** Its source. */
  public FrameSource source() {
    return source;
  }

  /** The agent of its capture thread. */
  public CaptureAgent agent() {
    return agent;
  }

  /** The first link type that it could not read, as text. Any thread. */
  public Optional<String> unreadableLinkType() {
    return pipeline.counters().unreadableLinkType().stream()
        .mapToObj(LinkType::describe)
        .findFirst();
  }

  /** One of its counts, regardless of where it is kept. Any thread. */
  public long count(CaptureCounter counter) {
    return pipeline.count(counter);
  }

  /** Whether the capture thread has ended. */
  public boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Ends the capture: reads what the kernel has buffered, and requests the last report. */
  public void stopCapture() {
    capture.close();
  }

  /** Waits for the shards to handle everything published. */
  public void stopEngine() {
    pipeline.close();
  }

  /** Releases what was opened, without a report. */
  public void abandon() {
    agent.abandon();
    CloseHelper.quietCloseAll(capture, pipeline, source);
  }
}
