package io.rttd.daemon.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Detects stalled threads, from numbers that grow while they work. It reads no clock: its owner
 * passes the time. Single-threaded.
 */
final class Liveness {
  private final long patienceNs;
  private final Map<String, Pulse> pulses = new HashMap<>();

  private record Pulse(long count, long sinceNs) {}

  /**
   * Creates an empty one.
   *
   * @param patienceNs a number that does not change for longer means a stalled thread
   */
  Liveness(long patienceNs) {
    this.patienceNs = patienceNs;
  }

  /**
   * Handles the current numbers.
   *
   * @param progress by thread; a thread that is missing is forgotten
   * @return the names of the stalled threads
   */
  List<String> standingStill(Map<String, Long> progress, long nowNs) {
    pulses.keySet().retainAll(progress.keySet());
    TreeMap<String, Long> still = new TreeMap<>();
    progress.forEach(
        (thread, count) -> {
          Pulse before = pulses.get(thread);
          if (before == null || before.count() != count) {
            pulses.put(thread, new Pulse(count, nowNs));
          } else if (nowNs - before.sinceNs() > patienceNs) {
            still.put(thread, nowNs - before.sinceNs());
          }
        });
    return List.copyOf(still.keySet());
  }
}
