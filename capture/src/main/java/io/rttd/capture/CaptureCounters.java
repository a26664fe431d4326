package io.rttd.capture;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import java.util.concurrent.atomic.AtomicLongArray;

/** One capture's counters: written by its capture thread, read by any thread, never reset. */
public final class CaptureCounters {
  private final AtomicLongArray values = new AtomicLongArray(CaptureCounter.values().length);

  /** Adds to a counter. Capture thread only. */
  public void add(CaptureCounter counter, long amount) {
    int i = counter.ordinal();
    values.setRelease(i, values.getPlain(i) + amount);
  }

  /** A counter's value since the capture started. */
  public long get(CaptureCounter counter) {
    return values.getAcquire(counter.ordinal());
  }

  /** All of them, since the capture started. */
  public CaptureCounts read() {
    return CaptureCounts.of(this::get);
  }
}
