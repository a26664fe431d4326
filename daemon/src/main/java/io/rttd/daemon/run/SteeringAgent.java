package io.rttd.daemon.run;

import java.util.List;
import org.agrona.concurrent.Agent;

/** Agent of the steering thread: lets each live capture check what may have changed. */
final class SteeringAgent implements Agent {
  /** A capture that is added meanwhile is first steered within this time. */
  private static final long LONGEST_PAUSE_MS = 1000;

  private final List<Instance> instances;

  /**
   * An agent for these.
   *
   * @param instances may change while it runs
   */
  SteeringAgent(List<Instance> instances) {
    this.instances = instances;
  }

  /** Time until the next check, in ms. */
  long pauseMs() {
    long pauseMs = LONGEST_PAUSE_MS;
    for (Instance instance : instances) {
      pauseMs = Math.min(pauseMs, instance.capture().steeringPauseMs());
    }
    return pauseMs;
  }

  @Override
  public int doWork() {
    long nowNs = System.nanoTime();
    instances.forEach(instance -> instance.capture().steer(nowNs));
    return 0;
  }

  @Override
  public String roleName() {
    return "rttd-steering";
  }
}
