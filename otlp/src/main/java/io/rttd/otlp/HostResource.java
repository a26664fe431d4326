package io.rttd.otlp;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.sdk.resources.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The resource that all metrics describe: rttd on this host. */
final class HostResource {
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  private HostResource() {}

  /**
   * The resource's attributes: rttd's own, and those of the environment, which take precedence.
   *
   * <p>{@code service.instance.id} is the host's name, because receivers such as Prometheus
   * distinguish hosts by it.
   *
   * @param configured attributes from the environment
   * @param version of rttd
   */
  static Resource of(Map<String, String> configured, String version) {
    AttributesBuilder attributes =
        Attributes.builder().put("service.name", "rttd").put("service.version", version);
    hostName()
        .ifPresent(host -> attributes.put("host.name", host).put("service.instance.id", host));
    configured.forEach(attributes::put);
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  /** From the kernel: Java would query the resolver. */
  private static Optional<String> hostName() {
    try {
      return Optional.of(Files.readString(HOST_NAME).strip()).filter(name -> !name.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
