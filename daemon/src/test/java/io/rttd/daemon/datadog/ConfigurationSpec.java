package io.rttd.daemon.datadog;

import io.rttd.config.ConfigKey;
import io.rttd.config.ConfigSection;
import java.util.List;

/**
 * The configuration as an integration's {@code spec.yaml} describes it, made of the table of keys.
 */
final class ConfigurationSpec {
  private final List<ConfigKey> keys;

  ConfigurationSpec(List<ConfigKey> keys) {
    this.keys = keys;
  }

  /** The whole file. */
  String text() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("name: rttd\n");
    yaml.append("files:\n");
    yaml.append("- name: rttd.yaml\n");
    yaml.append("  options:\n");
    appendSection(yaml, "init_config", ConfigSection.INIT_CONFIG);
    appendSection(yaml, "instances", ConfigSection.INSTANCE);
    return yaml.toString();
  }

  private void appendSection(StringBuilder yaml, String template, ConfigSection section) {
    yaml.append("  - template: ").append(template).append('\n');
    yaml.append("    options:\n");
    keys.stream().filter(key -> key.section() == section).forEach(key -> append(yaml, key));
  }

  private static void append(StringBuilder yaml, ConfigKey key) {
    yaml.append("    - name: ").append(key.name()).append('\n');
    yaml.append("      description: ").append(quoted(key.meaning())).append('\n');
    if (key.defaultText().equals("required")) {
      yaml.append("      required: true\n");
    }
    yaml.append("      value:\n");
    String type = typeOf(key);
    yaml.append("        type: ").append(type).append('\n');
    if (type.equals("array")) {
      yaml.append("        items:\n          type: ");
      yaml.append(key.allowed().contains("numbers") ? "number" : "string").append('\n');
    }
    if (type.equals("object")) {
      yaml.append("        additionalProperties: true\n");
    }
    yaml.append("        display_default: ").append(quoted(key.defaultText())).append('\n');
    yaml.append("        description: ").append(quoted("Allowed: " + key.allowed())).append('\n');
  }

  private static String typeOf(ConfigKey key) {
    return switch (key.type()) {
      case "number" -> "integer";
      case "seconds" -> "number";
      case "flag" -> "boolean";
      case "list" -> "array";
      case "mapping" -> "object";
      default -> "string";
    };
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
