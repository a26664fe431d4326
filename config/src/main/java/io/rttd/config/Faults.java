package io.rttd.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Collects errors while reading continues, so that all of them are reported at once. */
final class Faults {
  /** Replaces the file's name if an environment variable is at fault. */
  static final String ENVIRONMENT = "environment";

  /** The key whose values may be credentials. */
  private static final String SECRETS = "init_config.otlp_headers";

  private static final int LONGEST_VALUE = 80;

  private static final int LONGEST_KEY = 200;

  private final String file;
  private final List<ConfigFault> found = new ArrayList<>();

  Faults(String file) {
    this.file = file;
  }

  int count() {
    return found.size();
  }

  /** A fault of what is written at {@code node}. */
  void at(Node node, String key, String problem) {
    String value = key.startsWith(SECRETS) ? OtlpSyntax.HIDDEN : describe(node);
    at(node.getStartMark(), key, value, problem);
  }

  /** A fault at a position without a value. */
  void at(Mark mark, String key, String value, String problem) {
    at(mark.getLine() + 1, mark.getColumn() + 1, key, value, problem);
  }

  /** A fault at a line and a column, both from 1. */
  void at(int line, int column, String key, String value, String problem) {
    // A key may be a name from the file, such as a group's.
    String printableKey = printable(key, LONGEST_KEY);
    found.add(new ConfigFault(file, line, column, printableKey, value, problem));
  }

  /** A fault of the file as a whole. */
  void ofFile(String problem) {
    found.add(new ConfigFault(file, 0, 0, "", "", problem));
  }

  /** A fault of an environment variable. */
  void ofEnvironment(String variable, String value, String problem) {
    found.add(new ConfigFault(ENVIRONMENT, 0, 0, variable, printable(value), problem));
  }

  void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      found.sort(
          Comparator.comparing((ConfigFault fault) -> fault.file().equals(ENVIRONMENT))
              .thenComparingInt(ConfigFault::line)
              .thenComparingInt(ConfigFault::column));
      throw new ConfigException(found);
    }
  }

  private static String describe(Node node) {
    if (node instanceof ScalarNode scalar) {
      return printable(scalar.getValue());
    }
    return node instanceof MappingNode ? "(a mapping)" : "(a list)";
  }

  /** Faults go to terminals and logs: values must not inject escape sequences or line breaks. */
  static String printable(String text) {
    return text.isEmpty() ? "\"\"" : printable(text, LONGEST_VALUE);
  }

  /** As {@link #printable(String)}, with another maximum length. */
  static String printable(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      if (shown.length() >= longest) {
        return shown.append("...").toString();
      }
      char c = text.charAt(at);
      boolean plain = !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT;
      shown.append(plain ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    return shown.toString();
  }
}
