package io.rttd.daemon.run;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

/**
 * Runs an agent on its own thread, which pauses whenever the agent has nothing to do. {@link
 * #wake()} and {@link #close()} end a pause: an agent that runs only a few times a second therefore
 * delays neither arriving work nor the end of the process.
 */
final class PausingAgent implements AutoCloseable {
  private final Pause pause;
  private final AgentRunner runner;
  private volatile Thread thread;

  /**
   * Creates the thread, but does not start it.
   *
   * @param pauseMs length of a pause, in milliseconds
   */
  PausingAgent(Agent agent, long pauseMs, ErrorHandler errors) {
    this(agent, () -> pauseMs, errors);
  }

  /**
   * Creates the thread, but does not start it.
   *
   * @param pauseMs returns the length of the next pause, in milliseconds; called on the thread
   */
  PausingAgent(Agent agent, LongSupplier pauseMs, ErrorHandler errors) {
    pause = new Pause(pauseMs);
    runner = new AgentRunner(pause, errors, null, agent);
  }

  void start() {
    thread = AgentRunner.startOnThread(runner);
  }

  /**
   * Ends the current pause, or else skips the next one. Thread-safe; no effect before the start.
   */
  void wake() {
    LockSupport.unpark(thread);
  }

  /** Ends the thread, which closes its agent, and waits for it. */
  @Override
  public void close() {
    pause.over = true;
    wake();
    runner.close();
  }

  private static final class Pause implements IdleStrategy {
    private final LongSupplier pauseMs;
    private volatile boolean over;

    private Pause(LongSupplier pauseMs) {
      this.pauseMs = pauseMs;
    }

    @Override
    public void idle(int workCount) {
      if (workCount <= 0) {
        idle();
      }
    }

    @Override
    public void idle() {
      if (over) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(pauseMs.getAsLong()));
      }
    }

    @Override
    public void reset() {
      // A pause depends on nothing before it.
    }

    @Override
    public String alias() {
      return "pausing";
    }
  }
}
