package io.rttd.top;

import io.rttd.reporting.status.Interval;
import java.io.IOException;
import java.util.List;

/** Where the intervals come from: a running daemon, or top's own capture. */
@FunctionalInterface
public interface TopSource {
  /**
   * The intervals that this method has not given yet, oldest first; at the first call, all that are
   * known. One thread.
   *
   * @throws IOException when there is no answer
   */
  List<Interval> poll() throws IOException;
}
