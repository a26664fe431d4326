package io.rttd.config;

/** The parts of a configuration file. */
public enum ConfigSection {
  /** The file's outermost mapping. */
  TOP_LEVEL("the top level"),
  /** Settings of the whole process. */
  INIT_CONFIG("init_config"),
  /** One capture: an element of {@code instances}. */
  INSTANCE("instances");

  private final String title;

  ConfigSection(String title) {
    this.title = title;
  }

  /** The section's name within a sentence. */
  public String title() {
    return title;
  }
}
