package io.rttd.pipeline.steering;

import io.rttd.config.RttdConfig;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The configured instances that currently capture nothing: no interface matches, or other instances
 * capture all matching ones. Each is logged once, and again after it has found and lost an
 * interface.
 */
public final class WaitingInstances {
  private static final Logger LOG = System.getLogger(WaitingInstances.class.getName());

  private volatile List<String> names = List.of();

  /** Replaces the instances; logs new ones. One thread at a time. */
  public void update(RttdConfig config, InterfaceDirectory directory) {
    List<String> before = names;
    List<String> waiting = Member.waiting(config, directory);
    List<String> idle = Member.idle(config, directory);
    warn(waiting, before, WaitingInstances::reason);
    warn(idle, before, name -> ": other instances capture each interface that it matches");
    names = Stream.of(waiting, idle).flatMap(List::stream).toList();
  }

  private static void warn(List<String> now, List<String> before, UnaryOperator<String> reason) {
    now.stream()
        .filter(name -> !before.contains(name))
        .forEach(name -> LOG.log(Level.WARNING, () -> name + reason.apply(name)));
  }

  private static String reason(String name) {
    return name.equals(InterfaceSelector.AUTO)
        ? ": no interface has a default route yet; waiting for one"
        : ": no interface matches yet; waiting for one";
  }

  /** Their names. Thread-safe. */
  public List<String> names() {
    return names;
  }
}
