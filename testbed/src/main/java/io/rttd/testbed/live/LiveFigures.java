package io.rttd.testbed.live;

import java.util.Map;

/**
 * Figures of one observer in one run.
 *
 * @param packetsPerSecond rate on its interface during the measurement
 * @param cpuNsPerPacket CPU time of all its threads per packet that it handled
 * @param threadNsPerPacket the same, by thread name
 * @param sent packets in the whole run, as counted by the blaster, or by the interface for iperf3
 * @param captured packets that it reports as captured; -1 if it does not report them
 * @param dropped packets that it reports as dropped by the kernel; -1 if it does not report them
 */
record LiveFigures(
    double packetsPerSecond,
    double cpuNsPerPacket,
    Map<String, Double> threadNsPerPacket,
    long sent,
    long captured,
    long dropped) {

  /** Packets sent but reported neither as captured nor as dropped. */
  long unaccounted() {
    return sent - captured - Math.max(0, dropped);
  }
}
