package io.rttd.daemon.run;

import io.rttd.capture.CaptureException;
import io.rttd.config.FixedKeys;
import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.steering.CaptureSource;
import io.rttd.pipeline.steering.Member;
import io.rttd.pipeline.steering.PeerNames;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Changes from one configuration to the next in two steps: it first opens everything new, which may
 * fail, and then applies the change, which may not.
 *
 * <p>A capture is the same one before and after if it has the same interface or file; of several,
 * the one with the same tags, or else the first that no other has taken.
 */
final class Reload {
  private static final Logger LOG = System.getLogger(Reload.class.getName());

  private final RttdConfig launched;
  private final RttdConfig after;
  private final List<Instance> instances;
  private final Map<Instance, Member> kept = new LinkedHashMap<>();
  private final Map<Instance, PeerNames> names = new LinkedHashMap<>();
  private final List<Member> missing = new ArrayList<>();
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
    Instance open(Member member, RttdConfig whole) throws CaptureException;
  }

  /**
   * Opens captures for changed interfaces under the same configuration, and does not affect running
   * ones. Failures are logged.
   *
   * @param members the captures that are wanted now
   * @param instances those that run; changed by {@link #apply}
   */
  static Reload follow(
      RttdConfig config, List<Member> members, List<Instance> instances, Opener opener) {
    Reload reload = new Reload(config, config, instances);
    for (Member member : reload.takeSame(members)) {
      try {
        reload.open(member, opener);
      } catch (CaptureException e) {
        LOG.log(Level.ERROR, () -> member.name() + ": cannot capture: " + e.getMessage());
      }
    }
    return reload;
  }

  /**
   * Opens new captures.
   *
   * @param launched the configuration that the daemon was started with
   * @param members the captures that the next one stands for
   * @param instances those that run; changed by {@link #apply}
   * @param abandon releases what was opened if the reload fails
   * @throws CaptureException if something cannot be opened; then nothing has changed
   */
  static Reload prepare(
      RttdConfig launched,
      RttdConfig after,
      List<Member> members,
      List<Instance> instances,
      Opener opener,
      Consumer<Instance> abandon)
      throws CaptureException {
    Reload reload = new Reload(launched, after, instances);
    boolean prepared = false;
    try {
      for (Member member : reload.takeRunning(members)) {
        reload.open(member, opener);
      }
      reload.kept.forEach(
          (running, member) ->
              reload.names.put(running, running.capture().resolve(member.config().hosts())));
      reload.refilter();
      prepared = true;
      return reload;
    } finally {
      if (!prepared) {
        reload.added.forEach(abandon);
      }
    }
  }

  /**
   * Finds running captures that belong to no instance any more; returns the members that are new.
   */
  private List<Member> takeSame(List<Member> members) {
    gone.addAll(instances);
    for (Member member : members) {
      if (take(member, running -> running.configured().equals(member.configured())) == null) {
        missing.add(member);
      }
    }
    return List.copyOf(missing);
  }

  /**
   * Divides running captures into kept and obsolete ones; returns the members that are not running.
   */
  private List<Member> takeRunning(List<Member> members) {
    gone.addAll(instances);
    IdentityHashMap<Member, Instance> unchanged = new IdentityHashMap<>();
    for (Member member : members) {
      Instance same = take(member, running -> running.tags().equals(member.config().tags()));
      if (same != null) {
        unchanged.put(member, same);
      }
    }
    for (Member member : members) {
      Instance same = unchanged.get(member);
      keepOrMiss(member, same == null ? take(member, running -> true) : same);
    }
    return List.copyOf(missing);
  }

  private void keepOrMiss(Member member, Instance running) {
    if (running == null) {
      missing.add(member);
    } else {
      kept.put(running, member);
    }
  }

  private void open(Member member, Opener opener) throws CaptureException {
    missing.remove(member);
    long used =
        Stream.of(instances, added)
            .flatMap(List::stream)
            .filter(other -> member.isOfSameInstance(other.configured()))
            .mapToLong(Instance::memoryLimitBytes)
            .sum();
    long siblings =
        missing.stream().filter(each -> member.isOfSameInstance(each.configured())).count();
    added.add(opener.open(member, member.shareOf(after, used, (int) siblings + 1)));
  }

  /**
   * Of the steps that may fail, filters come last: each can be undone, but the capture is affected.
   */
  private void refilter() throws CaptureException {
    List<Runnable> undo = new ArrayList<>();
    boolean taken = false;
    try {
      for (Map.Entry<Instance, Member> entry : kept.entrySet()) {
        undo.add(refilter(entry.getKey(), entry.getValue().config()));
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
      return instance.capture().refilter(next, names.get(instance));
    } catch (CaptureException e) {
      throw new CaptureException(e.reason(), instance.name() + ": " + e.getMessage(), e);
    }
  }

  /** A filter that cannot be undone must not prevent the others from being undone. */
  private static void takeBack(Runnable undo) {
    try {
      undo.run();
    } catch (RuntimeException | LinkageError e) {
      LOG.log(Level.ERROR, "a capture keeps the filter of a rejected configuration", e);
    }
  }

  private Instance take(Member wanted, Predicate<Instance> condition) {
    for (Instance candidate : gone) {
      if (CaptureSource.nameOf(candidate.opened()).equals(wanted.name())
          && condition.test(candidate)) {
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
   * @param onEnd is called when a started instance ends
   */
  void apply(Consumer<Instance> retire, Consumer<Instance> onEnd) {
    sayWhatTakesARestart();
    kept.forEach((instance, next) -> instance.apply(next, after, names.get(instance)));
    for (Instance instance : gone) {
      LOG.log(Level.INFO, () -> instance.name() + ": no longer configured; its capture ends");
      retire.accept(instance);
    }
    instances.addAll(added);
    added.forEach(instance -> instance.start(onEnd));
    if (!added.isEmpty() && !kept.isEmpty()) {
      LOG.log(
          Level.WARNING,
          "running captures keep their share of memory_limit until rttd restarts;"
              + " together with the added captures they may exceed it");
    }
  }

  private void sayWhatTakesARestart() {
    for (String key : FixedKeys.changed(launched, after)) {
      LOG.log(
          Level.WARNING,
          () ->
              "init_config." + key + " changed; restart rttd to apply it (keeping the old value)");
    }
    kept.forEach(
        (instance, next) -> {
          for (String key : FixedKeys.changed(instance.opened(), next.config())) {
            LOG.log(
                Level.WARNING,
                () ->
                    instance.name()
                        + ": "
                        + key
                        + " changed; restart rttd to apply it (keeping the old value)");
          }
        });
  }
}
