package io.rttd.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.Agent;

/** Counts another agent's duty cycles, so any thread can see whether it makes progress. */
public final class TurnCounter implements Agent {
  private final Agent agent;
  private final AtomicLong turns = new AtomicLong();

  /** Wraps an agent. */
  public TurnCounter(Agent agent) {
    this.agent = agent;
  }

  /** Completed duty cycles. Any thread. */
  public long turns() {
    return turns.get();
  }

  @Override
  public int doWork() throws Exception {
    int work = agent.doWork();
    turns.lazySet(turns.get() + 1);
    return work;
  }

  @Override
  public void onStart() {
    agent.onStart();
  }

  @Override
  public void onClose() {
    agent.onClose();
  }

  @Override
  public String roleName() {
    return agent.roleName();
  }
}
