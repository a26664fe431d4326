package io.rttd.top;

import io.rttd.reporting.status.PairRow;
import java.util.Arrays;

/**
 * A pair of the latest interval, and its past.
 *
 * @param iface where it was seen
 * @param now the latest interval
 * @param p50 of all stored intervals including the latest, oldest first; NaN for an interval
 *     without a sample
 * @param p99 as p50
 */
@SuppressWarnings("ArrayRecordComponent") // rows are drawn, never compared
record TopRow(String iface, PairRow now, double[] p50, double[] p99) {
  private static final int LEAST_PAST = 3;

  /** The current p99 as a multiple of the median of earlier ones; NaN without any. */
  double change() {
    double[] past =
        Arrays.stream(p99, 0, Math.max(0, p99.length - 1))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    return past.length < LEAST_PAST ? Double.NaN : now.p99() / past[past.length / 2];
  }

  /** As {@link #change()}, or 1. */
  double changeOrNone() {
    double change = change();
    return Double.isNaN(change) || change <= 0 ? 1 : change;
  }
}
