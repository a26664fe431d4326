package io.rttd.packaging;

import io.rttd.config.ConfigException;
import io.rttd.config.ConfigKey;
import io.rttd.config.ConfigKeys;
import io.rttd.config.ConfigReader;
import io.rttd.config.ConfigSection;
import io.rttd.config.MetricNames;
import java.util.List;
import java.util.Map;

/**
 * /etc/rttd/rttd.yaml as installed: every key with its meaning, commented out if it has its
 * default. Only {@code metrics} differs: it selects fewer metrics than the default.
 */
final class SampleConfiguration {
  private static final int WIDTH = 100;

  /** A small selection, so that a first start is no surprise to those who pay for each series. */
  private static final String METRICS =
      "[go-metro, system.net.tcp.rtt.p99, system.net.tcp.rtt.count, system.net.tcp.retransmits,"
          + " 'rttd.*']";

  private static final String INTERFACE = "auto";

  private SampleConfiguration() {}

  static String text() {
    StringBuilder text = new StringBuilder(16_384);
    text.append(
        """
        # What rttd measures, and where it reports to. See rttd.yaml(5).
        # Keys that are commented out show their defaults. After a change:
        #   rttd check /etc/rttd/rttd.yaml && systemctl reload rttd

        # Settings of the whole process.
        init_config:
        """);
    for (ConfigKey key : keys(ConfigSection.INIT_CONFIG)) {
      append(text, "  ", key);
      if (key.name().equals("metrics")) {
        comment(text, "  ", costs());
        text.append("  metrics: ").append(METRICS).append('\n');
      }
    }
    text.append(
        """

        # The captures, one per element. Each element begins with a dash.
        instances:
          # The interface to capture on. auto: every interface with a default route, as they come
          # and go; any: all interfaces.
          - interface: %s
        """
            .formatted(INTERFACE));
    for (ConfigKey key : keys(ConfigSection.INSTANCE)) {
      if (!key.name().equals("interface")) {
        append(text, "    ", key);
      }
    }
    return text.toString();
  }

  private static String costs() {
    return ("This selection sends %d series per pair of hosts; all metrics would be %d. max_peers"
            + " limits the number of pairs; rttd check --live estimates it.")
        .formatted(seriesPerPair("metrics: " + METRICS), seriesPerPair(""));
  }

  private static long seriesPerPair(String line) {
    String yaml = "init_config: {" + line + "}\ninstances: [{interface: any}]\n";
    try {
      return MetricNames.seriesPerPair(
          new ConfigReader(Map.of(), 1).parse("the sample", yaml).reporting());
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<ConfigKey> keys(ConfigSection section) {
    return ConfigKeys.all().stream().filter(key -> key.section() == section).toList();
  }

  private static void append(StringBuilder text, String indent, ConfigKey key) {
    text.append('\n');
    comment(text, indent, key.meaning().replace("`", ""));
    comment(text, indent, "Allowed: " + key.allowed() + ".");
    text.append(indent).append('#').append(key.name()).append(':');
    text.append(isValue(key) ? " " + key.defaultText() : "").append('\n');
  }

  /** Some defaults are words about how they are derived. */
  private static boolean isValue(ConfigKey key) {
    String fallback = key.defaultText();
    return !fallback.equals("none") && (fallback.startsWith("[") || !fallback.contains(" "));
  }

  private static void comment(StringBuilder text, String indent, String words) {
    int column = WIDTH + 1;
    for (String word : words.split(" ", -1)) {
      if (column + 1 + word.length() > WIDTH) {
        if (column <= WIDTH) {
          text.append('\n');
        }
        text.append(indent).append('#');
        column = indent.length() + 1;
      }
      text.append(' ').append(word);
      column += 1 + word.length();
    }
    text.append('\n');
  }
}
