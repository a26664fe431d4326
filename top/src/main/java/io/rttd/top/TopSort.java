package io.rttd.top;

import java.util.Comparator;
import java.util.Locale;

/** Sort orders. */
public enum TopSort {
  /** The largest 99th percentile. */
  P99,
  /** The most samples. */
  TRAFFIC,
  /** The 99th percentile that changed by the largest factor, up or down. */
  CHANGE;

  /** The order of rows; ties are sorted by name, so that rows do not jump. */
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

  /** The name on the command line and the screen. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
