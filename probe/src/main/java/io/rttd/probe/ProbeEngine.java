package io.rttd.probe;

import io.rttd.config.EngineConfig;
import java.time.Duration;

/** The engine of a probe: everything on the capture thread, no ring, flows kept for the run. */
final class ProbeEngine {
  private ProbeEngine() {}

  static EngineConfig config(Duration maxRtt, long memoryLimitBytes) {
    EngineConfig defaults = EngineConfig.defaults(1);
    return new EngineConfig(
        EngineConfig.NEVER,
        EngineConfig.NEVER,
        maxRtt,
        memoryLimitBytes,
        defaults.maxFlows(),
        defaults.maxPeers(),
        0,
        defaults.ringSize(),
        defaults.waitStrategy());
  }
}
