package io.rttd.daemon.run;

import io.rttd.pipeline.interfaces.InterfaceSelector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * The configured instances that no interface matches at present. One is logged once, until it has
 * found an interface and lost it again.
 */
final class WaitingInstances {
  private static final Logger LOG = System.getLogger(WaitingInstances.class.getName());

  private volatile List<String> names = List.of();

  /** Replaces them; logs those that were not among them. One thread at a time. */
  void update(List<String> now) {
    List<String> before = names;
    now.stream()
        .filter(name -> !before.contains(name))
        .forEach(name -> LOG.log(Level.WARNING, () -> name + reason(name)));
    names = now;
  }

  private static String reason(String name) {
    return name.equals(InterfaceSelector.AUTO)
        ? ": no interface has a default route yet; waiting for one"
        : ": no interface matches yet; waiting for one";
  }

  /** Their names. Thread-safe. */
  List<String> names() {
    return names;
  }
}
