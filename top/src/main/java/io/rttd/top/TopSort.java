package io.rttd.top;

import java.util.Comparator;
import java.util.Locale;

/** What comes first. */
public enum TopSort {
  /** The largest 99th percentile. */
  P99,
  /** The most samples. */
  TRAFFIC,
  /** The 99th percentile that is farthest, as a factor up or down, from its own past. */
  CHANGE;

  /** The order of rows; equal ones by their names, so that they stay where they are. */
  Comparator<TopRow> order() {
    return Comparator.comparingDouble(this::weight)
        .reversed()
        .thenComparing(row -> row.now().dst())
        .thenComparing(row -> row.now().src())
        .thenComparing(TopRow::iface);
  }

  private double weight(TopRow row) {
    return switch (this) {
      case P99 -> Double.isNaN(row.now().p99()) ? -1 : row.now().p99();
      case TRAFFIC -> (double) row.now().samples();
      case CHANGE -> Math.abs(Math.log(row.changeOrNone()));
    };
  }

  TopSort next() {
    return values()[(ordinal() + 1) % values().length];
  }

  /** As it is written on the command line and the screen. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
