package io.rttd.daemon.run;

import java.util.List;
import org.agrona.concurrent.Agent;

/** Agent of the steering thread: lets each live capture check what may have changed. */
final class SteeringAgent implements Agent {
  /** Time between two checks. */
  static final long IDLE_MS = 250;

  private final List<Instance> instances;

  /**
   * An agent for these.
   *
   * @param instances may change while it runs
   */
  SteeringAgent(List<Instance> instances) {
    this.instances = instances;
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
