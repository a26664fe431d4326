package io.rttd.testbed.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The TCP counters of a network namespace, as /proc/net/snmp and /proc/net/netstat show them. */
final class KernelCounters {
  private final Map<String, Long> values;

  private KernelCounters(Map<String, Long> values) {
    this.values = values;
  }

  /**
   * Reads them.
   *
   * @param inNamespace turns a command into one that runs in the namespace
   */
  static KernelCounters read(UnaryOperator<List<String>> inNamespace) {
    List<String> command = List.of("cat", "/proc/net/snmp", "/proc/net/netstat");
    return parse(ShellCommand.run(inNamespace.apply(command).toArray(String[]::new)));
  }

  /** Parses pairs of lines: a prefix with the names, the same prefix with the values. */
  static KernelCounters parse(String text) {
    Map<String, Long> values = new HashMap<>();
    List<String> lines = text.lines().toList();
    for (int i = 0; i + 1 < lines.size(); i += 2) {
      String[] names = lines.get(i).split(" ", -1);
      String[] numbers = lines.get(i + 1).split(" ", -1);
      String prefix = names[0].substring(0, names[0].length() - 1);
      for (int column = 1; column < names.length; column++) {
        values.put(prefix + names[column], Long.parseLong(numbers[column]));
      }
    }
    return new KernelCounters(values);
  }

  /** What was counted after {@code before}. */
  KernelCounters since(KernelCounters before) {
    Map<String, Long> difference = new HashMap<>();
    values.forEach(
        (name, value) -> difference.put(name, value - before.values.getOrDefault(name, 0L)));
    return new KernelCounters(difference);
  }

  /** A counter by its usual name, e.g. {@code TcpRetransSegs} or {@code TcpExtTCPSynRetrans}. */
  long get(String name) {
    Long value = values.get(name);
    if (value == null) {
      throw new AssertionError("the kernel has no counter " + name);
    }
    return value;
  }

  /** What is not 0. */
  @Override
  public String toString() {
    Map<String, Long> counted = new TreeMap<>(values);
    counted.values().removeIf(value -> value == 0);
    return counted.toString();
  }
}
