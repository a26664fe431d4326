package io.rttd.daemon.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pauses of an hour: a test that waits for the end of one does not end. */
@Timeout(30)
class PausingAgentTest {
  private static final long AN_HOUR_MS = TimeUnit.HOURS.toMillis(1);

  private final CountingAgent agent = new CountingAgent();

  private static final class CountingAgent implements Agent {
    private final AtomicInteger turns = new AtomicInteger();
    private volatile boolean closed;
    private volatile boolean interrupted;

    @Override
    public int doWork() {
      turns.incrementAndGet();
      return 0;
    }

    @Override
    public void onClose() {
      interrupted = Thread.currentThread().isInterrupted();
      closed = true;
    }

    @Override
    public String roleName() {
      return "counting";
    }
  }

  @Test
  void shouldEndWithoutWaitingForThePause() {
    PausingAgent pausing = new PausingAgent(agent, AN_HOUR_MS, error -> {});
    pausing.start();
    await().until(() -> agent.turns.get() == 1);

    pausing.close();

    assertThat(agent.closed).isTrue();
    assertThat(agent.interrupted).as("as by the runner, when it has waited for long").isFalse();
  }

  @Test
  void shouldLookAgainWhenWoken() {
    try (PausingAgent pausing = new PausingAgent(agent, AN_HOUR_MS, error -> {})) {
      pausing.start();
      await().until(() -> agent.turns.get() == 1);

      await()
          .until(
              () -> {
                pausing.wake();
                return agent.turns.get() > 3;
              });
    }
  }

  @Test
  void shouldPauseWhileThereIsNothingToDo() {
    try (PausingAgent pausing = new PausingAgent(agent, AN_HOUR_MS, error -> {})) {
      pausing.start();
      await().until(() -> agent.turns.get() == 1);

      await().during(200, TimeUnit.MILLISECONDS).until(() -> agent.turns.get() == 1);
    }
  }

  @Test
  void shouldEndEvenIfItWasNeverStarted() {
    new PausingAgent(agent, AN_HOUR_MS, error -> {}).close();

    assertThat(agent.closed).isTrue();
  }
}
