package io.rttd.model;

import java.util.Arrays;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;

/** A value for each {@link CaptureCounter}: totals, or what one interval added. Immutable. */
public final class CaptureCounts {
  /** All zero. */
  public static final CaptureCounts NONE =
      new CaptureCounts(new long[CaptureCounter.values().length]);

  private final long[] values;

  private CaptureCounts(long[] values) {
    this.values = values;
  }

  /** Reads each counter. */
  public static CaptureCounts of(ToLongFunction<CaptureCounter> value) {
    return new CaptureCounts(Arrays.stream(CaptureCounter.values()).mapToLong(value).toArray());
  }

  /** The value of one counter. */
  public long get(CaptureCounter counter) {
    return values[counter.ordinal()];
  }

  /** A copy with one counter changed. */
  public CaptureCounts with(CaptureCounter counter, long value) {
    return of(other -> other == counter ? value : get(other));
  }

  /** The sum, counter by counter. */
  public CaptureCounts plus(CaptureCounts more) {
    return of(counter -> get(counter) + more.get(counter));
  }

  /** The increase since an earlier reading of the same counters. */
  public CaptureCounts minus(CaptureCounts earlier) {
    return of(counter -> get(counter) - earlier.get(counter));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CaptureCounts counts && Arrays.equals(values, counts.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }

  /** The counters that are not 0. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ", "{", "}");
    for (CaptureCounter counter : CaptureCounter.values()) {
      if (get(counter) != 0) {
        text.add(counter.id() + "=" + get(counter));
      }
    }
    return text.toString();
  }
}
