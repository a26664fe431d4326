package io.rttd.engine.shard;

import java.util.function.IntPredicate;

/**
 * The ends of flows whose window is closed, so that a report finds them without a look at all
 * flows. At most {@value #MAX_ENDS}: the window of one that finds no place counts when it opens. An
 * entry whose flow is gone, or whose window is open, stays until the next report. The shard's
 * thread.
 */
final class ClosedWindows {
  static final int MAX_ENDS = 1024;

  private final int[] ends = new int[MAX_ENDS];
  private int size;

  /** Adds an end, unless it is there or there is no place. */
  void add(int end) {
    if (size == MAX_ENDS) {
      return;
    }
    for (int i = 0; i < size; i++) {
      if (ends[i] == end) {
        return;
      }
    }
    ends[size++] = end;
  }

  /** Shows each end to the predicate, and drops those of which it is false. */
  void retainIf(IntPredicate isClosed) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      int end = ends[i];
      if (isClosed.test(end)) {
        ends[kept++] = end;
      }
    }
    size = kept;
  }
}
