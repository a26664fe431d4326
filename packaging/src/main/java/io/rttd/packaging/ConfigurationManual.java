package io.rttd.packaging;

import io.rttd.config.ConfigKey;
import io.rttd.config.ConfigKeys;
import io.rttd.config.ConfigSection;

/** rttd.yaml(5), from the table of keys. */
final class ConfigurationManual {
  private ConfigurationManual() {}

  static String text(String date, String version) {
    ManualPage page = new ManualPage("rttd.yaml", 5, date, version, "configuration of rttd(1)");
    page.section("DESCRIPTION")
        .paragraph(
            "One YAML file, /etc/rttd/rttd.yaml unless rttd run is given another. A go-metro.yaml"
                + " works unchanged. rttd check FILE validates a file and reports every error in it,"
                + " with line, column and what is allowed. The smallest file that measures"
                + " something:")
        .example("instances:\n  - interface: eth0");
    for (ConfigSection section : ConfigSection.values()) {
      page.section(title(section));
      for (ConfigKey key : ConfigKeys.all()) {
        if (key.section() == section) {
          page.term(key.name(), key.meaning())
              .under("Allowed: " + key.allowed() + ". Default: " + key.defaultText() + ".");
        }
      }
    }
    page.section("SEE ALSO").paragraph("rttd(1), pcap-filter(7)");
    return page.toString();
  }

  private static String title(ConfigSection section) {
    return switch (section) {
      case TOP_LEVEL -> "TOP LEVEL";
      case INIT_CONFIG -> "INIT_CONFIG";
      case INSTANCE -> "INSTANCES";
    };
  }
}
