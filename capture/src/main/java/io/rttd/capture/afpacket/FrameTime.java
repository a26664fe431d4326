package io.rttd.capture.afpacket;

import io.rttd.model.Segment;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.LongSupplier;

/**
 * Separates the times of two clocks: the kernel's, and that of an interface with hardware
 * timestamps. Their difference is not a duration, so a capture uses one clock at a time, at first
 * that of its first frame; frames stamped by the other clock get no time, and are counted. If only
 * the other clock is seen for a while, it takes over.
 *
 * <p>An interface's clock may count from anywhere (TAI, or its own start). If it is off by more
 * than a second when it takes over, it is shifted to the wall clock, by a constant from then on.
 * One thread.
 */
final class FrameTime {
  static final int FRAMES_TO_TAKE_OVER = 1000;
  private static final long TOLERATED_NS = 1_000_000_000L;
  private static final Logger LOGGER = System.getLogger(FrameTime.class.getName());

  private final String interfaceName;
  private final LongSupplier wallClockNs;
  private boolean started;
  private boolean hardware;
  private long shiftNs;
  private int ofTheOther;

  FrameTime(String interfaceName, LongSupplier wallClockNs) {
    this.interfaceName = interfaceName;
    this.wallClockNs = wallClockNs;
  }

  /** A frame's time, or {@link Segment#NO_TIME} if it is from the other clock. */
  long of(long stampNs, boolean fromHardware) {
    if (!started || (fromHardware != hardware && ++ofTheOther >= FRAMES_TO_TAKE_OVER)) {
      takeOver(stampNs, fromHardware);
    }
    if (fromHardware != hardware) {
      return Segment.NO_TIME;
    }
    ofTheOther = 0;
    return stampNs + shiftNs;
  }

  private void takeOver(long stampNs, boolean fromHardware) {
    started = true;
    hardware = fromHardware;
    long offNs = fromHardware ? wallClockNs.getAsLong() - stampNs : 0;
    shiftNs = Math.abs(offNs) > TOLERATED_NS ? offNs : 0;
    LOGGER.log(
        Level.INFO,
        "{0}: packet timestamps come from {1}",
        interfaceName,
        fromHardware ? "the interface's own clock" : "the kernel");
  }
}
