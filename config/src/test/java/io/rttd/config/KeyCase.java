package io.rttd.config;

import java.util.List;
import java.util.function.Function;

/**
 * What a test knows of one key.
 *
 * @param section where the key stands
 * @param key its name
 * @param component what a configuration makes of it
 * @param whenAbsent the component without the key
 * @param legal a legal value, as written
 * @param whenLegal what it becomes
 * @param illegal values that are refused, as written
 */
record KeyCase(
    ConfigSection section,
    String key,
    Function<RttdConfig, Object> component,
    Object whenAbsent,
    String legal,
    Object whenLegal,
    List<String> illegal) {

  static KeyCase init(
      String key,
      Function<RttdConfig, Object> component,
      Object whenAbsent,
      String legal,
      Object whenLegal,
      String... illegal) {
    return new KeyCase(
        ConfigSection.INIT_CONFIG, key, component, whenAbsent, legal, whenLegal, List.of(illegal));
  }

  static KeyCase instance(
      String key,
      Function<InstanceConfig, Object> component,
      Object whenAbsent,
      String legal,
      Object whenLegal,
      String... illegal) {
    return new KeyCase(
        ConfigSection.INSTANCE,
        key,
        config -> component.apply(config.instances().get(0)),
        whenAbsent,
        legal,
        whenLegal,
        List.of(illegal));
  }

  /** The key as a test's name shows it. */
  String shown(String value) {
    return section
        + " "
        + key
        + ": "
        + (value.length() > 60 ? value.substring(0, 60) + "..." : value);
  }
}
