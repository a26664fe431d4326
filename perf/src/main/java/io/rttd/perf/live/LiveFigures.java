package io.rttd.perf.live;

import java.util.Map;

/**
 * What one observer did in one run.
 *
 * @param packetsPerSecond that passed its interface while its time was taken
 * @param cpuNsPerPacket of all its threads, for each packet that it handled
 * @param threadNsPerPacket the same, by name of thread
 * @param passed packets that passed the interface in the whole run
 * @param captured of these, how many it says it saw; -1 if it does not say
 * @param dropped how many it says the kernel dropped; -1 if it does not say
 */
record LiveFigures(
    double packetsPerSecond,
    double cpuNsPerPacket,
    Map<String, Double> threadNsPerPacket,
    long passed,
    long captured,
    long dropped) {

  /** Packets that are neither captured nor reported as dropped. */
  long unaccounted() {
    return passed - captured - Math.max(0, dropped);
  }
}
