package io.rttd.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;

/** What the tests of the reader share: a host with two own addresses and two processors. */
final class ConfigReading {
  static final String FILE = "rttd.yaml";
  static final String MINIMAL = "instances:\n- interface: eth0\n";

  private ConfigReading() {}

  static ConfigReader reader(Map<String, String> environment) {
    return new ConfigReader(environment, 8, ConfigReading::isLocal);
  }

  static RttdConfig read(String yaml) {
    return read(yaml, Map.of());
  }

  static RttdConfig read(String yaml, Map<String, String> environment) {
    return read(yaml, environment, Overrides.none());
  }

  static RttdConfig read(String yaml, Map<String, String> environment, Overrides overrides) {
    try {
      return reader(environment).parse(FILE, yaml, overrides);
    } catch (ConfigException e) {
      throw new AssertionError("refused: " + e.getMessage(), e);
    }
  }

  /** The faults of a text that must have some. */
  static List<ConfigFault> faults(String yaml) {
    return faults(yaml, Map.of());
  }

  static List<ConfigFault> faults(String yaml, Map<String, String> environment) {
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> reader(environment).parse(FILE, yaml));
    assertThat(refused).as("must be refused: %s", yaml).isNotNull();
    return refused.faults();
  }

  /** A file whose {@code init_config} holds these lines. */
  static String init(String... lines) {
    return "init_config:\n  " + String.join("\n  ", lines) + "\n" + MINIMAL;
  }

  /** A file with one instance on eth0 that also holds these lines. */
  static String instance(String... lines) {
    return MINIMAL + "  " + String.join("\n  ", lines) + "\n";
  }

  private static boolean isLocal(InetAddress address) {
    return address.isLoopbackAddress()
        || List.of("198.18.0.1", "fd00:0:0:0:0:0:0:1").contains(address.getHostAddress());
  }
}
