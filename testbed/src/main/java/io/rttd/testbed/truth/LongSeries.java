package io.rttd.testbed.truth;

import java.util.Arrays;

/** All numbers of a series, and their exact order statistics. */
final class LongSeries {
  private long[] values = new long[1024];
  private int size;
  private boolean sorted = true;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
    sorted = false;
  }

  int size() {
    return size;
  }

  /** The smallest value that at least this share of the values does not exceed; 0 if empty. */
  long percentile(double percent) {
    if (size == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
    int rank = (int) Math.ceil(percent / 100 * size);
    return values[Math.max(0, Math.min(size - 1, rank - 1))];
  }

  long max() {
    return percentile(100);
  }
}
