package io.rttd.testbed.live;

import java.util.Map;

/**
 * What one observer did in one run.
 *
 * @param packetsPerSecond that passed its interface while its time was taken
 * @param cpuNsPerPacket of all its threads, for each packet that it handled
 * @param threadNsPerPacket the same, by name of thread
 * @param sent packets in the whole run: by the blaster's count, or the interface's for iperf3
 * @param captured of these, how many it says it saw; -1 if it does not say
 * @param dropped how many it says the kernel dropped; -1 if it does not say
 */
record LiveFigures(
    double packetsPerSecond,
    double cpuNsPerPacket,
    Map<String, Double> threadNsPerPacket,
    long sent,
    long captured,
    long dropped) {

  /** Packets sent that are neither captured nor reported as dropped. */
  long unaccounted() {
    return sent - captured - Math.max(0, dropped);
  }
}
