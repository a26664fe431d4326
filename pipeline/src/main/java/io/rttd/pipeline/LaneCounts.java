package io.rttd.pipeline;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import java.util.List;
import java.util.stream.LongStream;

/** The counters of one capture's lanes since the start, combined. */
public final class LaneCounts {
  private LaneCounts() {}

  /** Reads all of them. Any thread. */
  public static CaptureReading read(List<Lane> lanes, double samplingRate) {
    return new CaptureReading(CaptureCounts.of(counter -> read(lanes, counter)), samplingRate);
  }

  private static long read(List<Lane> lanes, CaptureCounter counter) {
    LongStream counts = lanes.stream().mapToLong(lane -> lane.count(counter));
    // All lanes capture on one interface, so each counts its interruptions.
    return counter == CaptureCounter.INTERRUPTIONS ? counts.max().orElse(0) : counts.sum();
  }
}
