package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.FrameSource;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.pipeline.ScriptedSource.Scripted;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.AgentTerminationException;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.junit.jupiter.api.Test;

final class CaptureAgentTest {
  private static final long NOW = TimeUnit.SECONDS.toNanos(1_000);

  private final RecordingPublisher intake = new RecordingPublisher();
  private final CaptureCounters counters = new CaptureCounters();

  @Test
  void shouldEndItsThreadAtTheEndOfAFile() throws Exception {
    ScriptedSource source = new ScriptedSource(false).batch(new Scripted(NOW, (byte) 0));
    CaptureAgent agent = agent(source);
    List<Throwable> errors = Collections.synchronizedList(new ArrayList<>());
    try (AgentRunner runner =
        new AgentRunner(NoOpIdleStrategy.INSTANCE, errors::add, null, agent)) {
      Thread thread = AgentRunner.startOnThread(runner);

      assertThat(agent.awaitEnd(10, TimeUnit.SECONDS)).isTrue();
      thread.join(TimeUnit.SECONDS.toMillis(10));
      assertThat(thread.isAlive()).isFalse();
      assertThat(thread.getName()).isEqualTo("rttd-capture-test");
    }

    assertThat(intake.eventsButFlushes())
        .containsExactly("tick " + NOW, "segment 1", "last report " + NOW);
    assertThat(source.closed).isTrue();
    assertThat(errors).allMatch(AgentTerminationException.class::isInstance);
  }

  @Test
  void shouldSayByAnExceptionWithoutStackThatAFileEnded() {
    CaptureAgent agent = agent(new ScriptedSource(false));

    assertThat(agent.isFinished()).isFalse();
    assertThatThrownBy(agent::doWork)
        .isInstanceOf(AgentTerminationException.class)
        .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    assertThat(agent.isFinished()).isTrue();
  }

  @Test
  void shouldSendTheLastReportAndCloseTheSourceWhenItIsClosed() {
    ScriptedSource source = new ScriptedSource(true);
    CaptureAgent agent = agent(source);
    try (AgentRunner runner =
        new AgentRunner(NoOpIdleStrategy.INSTANCE, Throwable::printStackTrace, null, agent)) {
      AgentRunner.startOnThread(runner);
      await().until(() -> source.polls > 3);
    }

    assertThat(agent.isFinished()).isTrue();
    assertThat(source.closed).isTrue();
    assertThat(intake.events).endsWith("last report " + NOW);
    assertThat(intake.events).filteredOn(event -> event.startsWith("last")).hasSize(1);
  }

  @Test
  void shouldReportNothingWhenItIsAbandoned() {
    ScriptedSource source = new ScriptedSource(true);
    CaptureAgent agent = agent(source);
    agent.abandon();
    agent.onClose();

    assertThat(intake.events).isEmpty();
    assertThat(source.closed).isTrue();
  }

  @Test
  void shouldKeepTheInterruptButNotLetTheEngineSeeIt() {
    boolean[] seen = new boolean[1];
    RecordingPublisher watching = new RecordingPublisher();
    watching.onReport = () -> seen[0] = Thread.currentThread().isInterrupted();
    CaptureAgent agent = agent(new ScriptedSource(true), watching);
    Thread.currentThread().interrupt();
    agent.onClose();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(seen[0]).isFalse();
  }

  @Test
  void shouldCloseTheSourceEvenIfTheEngineFails() {
    ScriptedSource source = new ScriptedSource(true);
    RecordingPublisher broken = new RecordingPublisher();
    broken.onReport =
        () -> {
          throw new IllegalStateException("the engine is gone");
        };
    CaptureAgent agent = agent(source, broken);

    assertThatThrownBy(agent::onClose).isInstanceOf(IllegalStateException.class);
    assertThat(source.closed).isTrue();
    assertThat(agent.isFinished()).isTrue();
  }

  private CaptureAgent agent(FrameSource source) {
    return agent(source, intake);
  }

  private CaptureAgent agent(FrameSource source, RecordingPublisher into) {
    SegmentPump pump =
        new SegmentPump(
            source,
            into,
            TimedDirections.bothEnds(),
            counters,
            () -> NOW,
            0,
            (link, buffer, offset, captured, original, segment) -> {
              segment.seq++;
              return DecodeOutcome.TCP;
            });
    return new CaptureAgent("rttd-capture-test", source, pump);
  }
}
