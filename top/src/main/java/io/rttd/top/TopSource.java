package io.rttd.top;

import io.rttd.reporting.status.Interval;
import java.io.IOException;
import java.util.List;

/** Supplies the intervals: from a running daemon, or from top's own capture. */
@FunctionalInterface
public interface TopSource {
  /**
   * Returns the intervals since the previous call, oldest first; the first call returns all known
   * ones. Single-threaded.
   *
   * @throws IOException if there is no answer
   */
  List<Interval> poll() throws IOException;
}
