package io.rttd.daemon.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells which threads have come to a standstill, from numbers that grow while they work. It knows
 * no clock: who owns it says what time it is. One thread.
 */
final class Liveness {
  private final long patienceNs;
  private final Map<String, Pulse> pulses = new HashMap<>();

  private record Pulse(long count, long sinceNs) {}

  /**
   * Nothing is known yet.
   *
   * @param patienceNs a number that stands still for longer means a thread that does
   */
  Liveness(long patienceNs) {
    this.patienceNs = patienceNs;
  }

  /**
   * Takes the numbers of now.
   *
   * @param progress by thread; a thread that is missing is forgotten
   * @return the names of the threads that stand still
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
