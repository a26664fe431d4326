package io.rttd.daemon.run;

import io.rttd.capture.CaptureCounter;
import io.rttd.reporting.CaptureReading;
import java.util.List;
import java.util.function.ToLongFunction;

/** What the lanes of one capture have counted since the start, as one capture's counters. */
final class LaneCounts {
  private LaneCounts() {}

  /** Reads all of them. Any thread. */
  static CaptureReading read(List<Lane> lanes, double samplingRate) {
    return new CaptureReading(
        sum(lanes, lane -> lane.count(CaptureCounter.PACKETS)),
        sum(lanes, lane -> lane.count(CaptureCounter.BYTES)),
        sum(lanes, lane -> lane.source().kernelDrops()),
        sum(lanes, lane -> lane.source().kernelFreezes()),
        lanes.stream().mapToLong(lane -> lane.source().interruptions()).max().orElse(0),
        sum(lanes, Lane::stalls),
        sum(lanes, lane -> lane.count(CaptureCounter.TRUNCATED)),
        sum(lanes, lane -> lane.count(CaptureCounter.MALFORMED)),
        sum(lanes, lane -> lane.count(CaptureCounter.NOT_TCP)),
        samplingRate);
  }

  private static long sum(List<Lane> lanes, ToLongFunction<Lane> count) {
    return lanes.stream().mapToLong(count).sum();
  }
}
