package io.rttd.pipeline.steering;

import io.rttd.config.InstanceConfig;
import io.rttd.config.RttdConfig;
import io.rttd.pipeline.interfaces.InterfaceDirectory;
import io.rttd.pipeline.interfaces.InterfaceSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One capture of a configured instance, which has one per matching interface.
 *
 * @param configured the instance as configured
 * @param config the same, on the real interface
 */
public record Member(InstanceConfig configured, InstanceConfig config) {
  /** An engine needs at least this fraction of the memory: a sixteenth. */
  private static final int MOST_PARTS = 16;

  /** Its name in reports. */
  public String name() {
    return CaptureSource.nameOf(config);
  }

  /** Whether an instance selects its interfaces in the same way as this capture's instance. */
  public boolean isOfSameInstance(InstanceConfig other) {
    return CaptureSource.nameOf(configured).equals(CaptureSource.nameOf(other));
  }

  /**
   * The captures of a configuration. Patterns and {@code auto} skip an interface that an instance
   * names; one that matches several patterns belongs to the first. If instances use different names
   * for an interface and would report the same pairs with the same tags, only the first captures
   * it.
   */
  public static List<Member> of(RttdConfig whole, InterfaceDirectory directory) {
    Set<String> taken = new HashSet<>();
    for (InstanceConfig instance : whole.instances()) {
      if (isSingle(instance)) {
        taken.addAll(selected(instance, directory));
      }
    }
    List<Member> members = new ArrayList<>();
    for (InstanceConfig instance : whole.instances()) {
      if (instance.captureFile().isPresent()) {
        members.add(new Member(instance, instance));
      }
      for (String name : selected(instance, directory)) {
        InstanceConfig config = instance.on(name);
        boolean wanted =
            isSingle(instance)
                ? members.stream().noneMatch(member -> member.mayReportPairsOf(config))
                : taken.add(name);
        if (wanted) {
          members.add(new Member(instance, config));
        }
      }
    }
    return members;
  }

  /** The instances that currently match no interface, by name. */
  public static List<String> waiting(RttdConfig whole, InterfaceDirectory directory) {
    return whole.instances().stream()
        .filter(instance -> instance.captureFile().isEmpty())
        .filter(instance -> selected(instance, directory).isEmpty())
        .map(CaptureSource::nameOf)
        .toList();
  }

  /** The instances whose interfaces others capture already, by name. */
  public static List<String> idle(RttdConfig whole, InterfaceDirectory directory) {
    List<Member> members = of(whole, directory);
    return whole.instances().stream()
        .filter(instance -> !selected(instance, directory).isEmpty())
        .filter(
            instance -> members.stream().noneMatch(member -> member.configured.equals(instance)))
        .map(CaptureSource::nameOf)
        .toList();
  }

  private boolean mayReportPairsOf(InstanceConfig other) {
    return config.interfaceName().equals(other.interfaceName()) && config.mayReportPairsOf(other);
  }

  private static boolean isSingle(InstanceConfig instance) {
    return instance.interfaceName().map(InterfaceSelector::of).stream()
        .allMatch(InterfaceSelector::isSingle);
  }

  private static List<String> selected(InstanceConfig instance, InterfaceDirectory directory) {
    return instance
        .interfaceName()
        .filter(name -> instance.captureFile().isEmpty())
        .map(name -> InterfaceSelector.of(name).select(directory))
        .orElse(List.of());
  }

  /**
   * The configuration for this capture: unchanged for a single capture, else with a part of the
   * memory that is left. One part stays free for an interface that appears later, so that all
   * captures of an instance stay within its share, unless one of many would then get less than a
   * sixteenth.
   *
   * @param usedBytes memory of the instance's running captures
   * @param added number of captures that are added, this one included
   */
  public RttdConfig shareOf(RttdConfig whole, long usedBytes, int added) {
    if (isSingle(configured)) {
      return whole;
    }
    long all = whole.engine().memoryLimitBytes();
    long each = Math.max(1, (all - usedBytes) / (added + 1));
    int parts = (int) Math.min(MOST_PARTS, (all + each - 1) / each);
    return whole.withEngine(whole.engine().partOf(parts));
  }
}
