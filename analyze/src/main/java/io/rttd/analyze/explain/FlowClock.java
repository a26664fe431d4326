package io.rttd.analyze.explain;

import io.rttd.model.Segment;
import java.util.Locale;

/** Formats times as seconds since the flow's first segment. */
final class FlowClock {
  private long firstNs = Segment.NO_TIME;

  /** Starts the clock at this time, unless it has already started. */
  void startAt(long timeNs) {
    if (firstNs == Segment.NO_TIME) {
      firstNs = timeNs;
    }
  }

  /** {@code #3 0.031000}. */
  String place(Segment segment) {
    return place(segment.frame, segment.timeNs);
  }

  String place(long frame, long timeNs) {
    return "#" + frame + " " + seconds(timeNs);
  }

  String seconds(long timeNs) {
    return timeNs == Segment.NO_TIME
        ? "(no usable time)"
        : String.format(Locale.ROOT, "%.6f", (timeNs - firstNs) / 1e9);
  }
}
