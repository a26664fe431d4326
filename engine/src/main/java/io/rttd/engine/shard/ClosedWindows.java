package io.rttd.engine.shard;

import java.util.function.IntPredicate;

/**
 * The ends of flows whose window is closed, so that a report finds them without scanning all flows.
 * At most {@value #MAX_ENDS}: a window beyond that counts when it opens. An entry whose flow is
 * gone, or whose window is open, stays until the next report. Shard thread only.
 */
final class ClosedWindows {
  static final int MAX_ENDS = 1024;

  private final int[] ends = new int[MAX_ENDS];
  private int size;

  /** Adds an end, unless it is present already or there is no room. */
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

  /** Keeps only the ends for which the predicate is true. */
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
