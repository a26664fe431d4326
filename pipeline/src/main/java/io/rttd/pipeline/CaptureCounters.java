package io.rttd.pipeline;

import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLongArray;

/** One capture's counters: written by its capture thread, read by any thread, never reset. */
public final class CaptureCounters {
  private static final int NONE = Integer.MIN_VALUE;

  private volatile int unreadableLinkType = NONE;
  private final AtomicLongArray values = new AtomicLongArray(CaptureCounter.values().length);

  /** Adds to a counter. Capture thread only. */
  public void add(CaptureCounter counter, long amount) {
    int i = counter.ordinal();
    values.setRelease(i, values.getPlain(i) + amount);
  }

  /** Stores a link type that cannot be read; only the first one is kept. Capture thread only. */
  void noteUnreadable(int linkType) {
    if (unreadableLinkType == NONE) {
      unreadableLinkType = linkType;
    }
  }

  /** The first link type that could not be read, by its number in files. Any thread. */
  public OptionalInt unreadableLinkType() {
    int linkType = unreadableLinkType;
    return linkType == NONE ? OptionalInt.empty() : OptionalInt.of(linkType);
  }

  /** A counter's value since the capture started. Any thread. */
  public long get(CaptureCounter counter) {
    return values.getAcquire(counter.ordinal());
  }

  /** All values since the capture started. Any thread. */
  public CaptureCounts read() {
    return CaptureCounts.of(this::get);
  }
}
