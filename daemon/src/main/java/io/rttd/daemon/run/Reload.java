package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The way from one configuration to the next, in two steps: first all is opened that the new one
 * needs and may fail, then it is applied, which may not.
 *
 * <p>An instance is the same one before and after if it has the same interface or file; of several,
 * the one with the same tags, or else the first that no other has taken.
 */
final class Reload {
  private static final Logger LOG = System.getLogger(Reload.class.getName());

  private final RttdConfig launched;
  private final RttdConfig after;
  private final List<Instance> instances;
  private final Map<Instance, InstanceConfig> kept = new LinkedHashMap<>();
  private final Map<Instance, PeerNames> names = new LinkedHashMap<>();
  private final List<Instance> gone = new ArrayList<>();
  private final List<Instance> added = new ArrayList<>();

  private Reload(RttdConfig launched, RttdConfig after, List<Instance> instances) {
    this.launched = launched;
    this.after = after;
    this.instances = instances;
  }

  /** Opens a capture. */
  @FunctionalInterface
  interface Opener {
    Instance open(InstanceConfig instance, RttdConfig whole) throws CaptureException;
  }

  /**
   * Opens what is new.
   *
   * @param launched the configuration that the daemon was started with
   * @param instances those that run; changed by {@link #apply}
   * @param abandon gives back what was opened in vain
   * @throws CaptureException when something cannot be opened; all is as it was then
   */
  static Reload prepare(
      RttdConfig launched,
      RttdConfig after,
      List<Instance> instances,
      Opener opener,
      Consumer<Instance> abandon)
      throws CaptureException {
    Reload reload = new Reload(launched, after, instances);
    reload.gone.addAll(instances);
    boolean prepared = false;
    try {
      IdentityHashMap<InstanceConfig, Instance> unchanged = reload.takeUnchanged();
      for (InstanceConfig wanted : after.instances()) {
        Instance running = unchanged.get(wanted);
        if (running == null) {
          running = reload.takeRunning(wanted, candidate -> true);
        }
        if (running == null) {
          reload.added.add(opener.open(wanted, after));
        } else {
          reload.kept.put(running, wanted);
          reload.names.put(running, running.resolve(wanted.hosts()));
        }
      }
      reload.refilter();
      prepared = true;
      return reload;
    } finally {
      if (!prepared) {
        reload.added.forEach(abandon);
      }
    }
  }

  /** Filters are the last that may fail: each can be taken back, but a capture notices. */
  private void refilter() throws CaptureException {
    List<Runnable> undo = new ArrayList<>();
    boolean taken = false;
    try {
      for (Map.Entry<Instance, InstanceConfig> entry : kept.entrySet()) {
        undo.add(refilter(entry.getKey(), entry.getValue()));
      }
      taken = true;
    } finally {
      if (!taken) {
        undo.forEach(Reload::takeBack);
      }
    }
  }

  private Runnable refilter(Instance instance, InstanceConfig next) throws CaptureException {
    try {
      return instance.refilter(next, names.get(instance));
    } catch (CaptureException e) {
      throw new CaptureException(e.reason(), instance.name() + ": " + e.getMessage(), e);
    }
  }

  /** One that cannot be taken back must not keep the others from it. */
  private static void takeBack(Runnable undo) {
    try {
      undo.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, "a capture goes on with the filter of a refused configuration", e);
    }
  }

  private IdentityHashMap<InstanceConfig, Instance> takeUnchanged() {
    IdentityHashMap<InstanceConfig, Instance> unchanged = new IdentityHashMap<>();
    for (InstanceConfig wanted : after.instances()) {
      Instance same = takeRunning(wanted, candidate -> candidate.tags().equals(wanted.tags()));
      if (same != null) {
        unchanged.put(wanted, same);
      }
    }
    return unchanged;
  }

  private Instance takeRunning(InstanceConfig wanted, Predicate<Instance> condition) {
    String source = CaptureSource.nameOf(wanted);
    for (Instance candidate : gone) {
      if (CaptureSource.nameOf(candidate.opened()).equals(source) && condition.test(candidate)) {
        gone.remove(candidate);
        return candidate;
      }
    }
    return null;
  }

  /**
   * Applies what was prepared.
   *
   * @param retire ends an instance and takes it off the list
   * @param onEnd hears of the end of those that are started
   */
  void apply(Consumer<Instance> retire, Consumer<Instance> onEnd) {
    sayWhatTakesARestart();
    kept.forEach((instance, next) -> instance.apply(next, after, names.get(instance)));
    for (Instance instance : gone) {
      LOG.log(Level.INFO, () -> instance.name() + ": no longer configured; its capture ends");
      retire.accept(instance);
    }
    for (Instance instance : added) {
      instances.add(instance);
      instance.start(onEnd);
    }
    if (!added.isEmpty() && !kept.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "captures that were running keep their share of memory_limit until rttd is restarted;"
              + " with those that were added, all together may use more than it");
    }
  }

  private void sayWhatTakesARestart() {
    for (String key : FixedKeys.changed(launched, after)) {
      LOG.log(
          Level.WARNING,
          () -> "init_config." + key + " has changed; that takes a restart, the old value stays");
    }
    kept.forEach(
        (instance, next) -> {
          for (String key : FixedKeys.changed(instance.opened(), next)) {
            LOG.log(
                Level.WARNING,
                () ->
                    instance.name()
                        + ": "
                        + key
                        + " has changed; that takes a restart, the old value stays");
          }
        });
  }
}
