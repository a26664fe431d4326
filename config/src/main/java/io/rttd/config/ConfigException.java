package io.rttd.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration was rejected. Lists every error found, in the order of the file. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int MOST_PRINTED = 100;

  // ArrayList, not List: exceptions are Serializable, so their fields must be, too.
  private final ArrayList<ConfigFault> faults;

  ConfigException(List<ConfigFault> faults) {
    super(describe(faults));
    this.faults = new ArrayList<>(faults);
  }

  /** All faults, at least one; the caller may keep the list. */
  public List<ConfigFault> faults() {
    return List.copyOf(faults);
  }

  private static String describe(List<ConfigFault> faults) {
    String lines =
        faults.stream()
            .limit(MOST_PRINTED)
            .map(ConfigFault::toString)
            .collect(Collectors.joining("\n"));
    int left = faults.size() - MOST_PRINTED;
    return left > 0 ? lines + "\n... and " + left + " more" : lines;
  }
}
