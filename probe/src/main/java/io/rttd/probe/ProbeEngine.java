package io.rttd.probe;

import io.rttd.config.EngineConfig;
import io.rttd.model.Service;
import io.rttd.model.ServicePorts;
import java.time.Duration;
import java.util.Collection;

/** The engine of a probe: everything on the capture thread, no ring, flows kept for the run. */
final class ProbeEngine {
  private static final int HIGHEST_PORT = 65_535;

  private ProbeEngine() {}

  static int requirePort(int port) {
    if (port < 1 || port > HIGHEST_PORT) {
      throw new IllegalArgumentException("port " + port + ": 1 to " + HIGHEST_PORT + " are ports");
    }
    return port;
  }

  static EngineConfig config(Duration maxRtt, long memoryLimitBytes) {
    return EngineConfig.defaults(1)
        .keepingFlows()
        .withMaxRtt(maxRtt)
        .withMemoryLimit(memoryLimitBytes)
        .withShards(0);
  }

  /** These ports are those of servers, whatever their services are called. */
  static ServicePorts services(Collection<Integer> ports) {
    ServicePorts.Builder services = new ServicePorts.Builder();
    ports.forEach(port -> services.configured(port, port, Service.NONE));
    return services.build();
  }
}
