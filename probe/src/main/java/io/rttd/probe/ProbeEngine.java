package io.rttd.probe;

import io.rttd.config.EngineConfig;
import java.time.Duration;

/** The engine of a probe: everything on the capture thread, no ring, flows kept for the run. */
final class ProbeEngine {
  private ProbeEngine() {}

  static EngineConfig config(Duration maxRtt, long memoryLimitBytes) {
    return EngineConfig.defaults(1)
        .keepingFlows()
        .withMaxRtt(maxRtt)
        .withMemoryLimit(memoryLimitBytes)
        .withShards(0);
  }
}
