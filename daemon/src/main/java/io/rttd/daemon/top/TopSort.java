package io.rttd.daemon.top;

import java.util.Comparator;

/** What comes first. */
public enum TopSort {
  /** The largest 99th percentile. */
  P99(Comparator.comparingDouble(row -> orLeast(row.now().p99()))),
  /** The most samples. */
  TRAFFIC(Comparator.comparingLong(row -> row.now().samples())),
  /** The 99th percentile that is farthest, as a factor up or down, from its own past. */
  CHANGE(Comparator.comparingDouble(row -> Math.abs(Math.log(row.changeOrNone()))));

  private final Comparator<TopRow> leastFirst;

  TopSort(Comparator<TopRow> leastFirst) {
    this.leastFirst = leastFirst;
  }

  /** The order of rows; equal ones by their names, so that they stay where they are. */
  Comparator<TopRow> order() {
    return leastFirst
        .reversed()
        .thenComparing(row -> row.now().dst())
        .thenComparing(row -> row.now().src())
        .thenComparing(TopRow::iface);
  }

  TopSort next() {
    return values()[(ordinal() + 1) % values().length];
  }

  /** As it is written on the command line and the screen. */
  public String text() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  private static double orLeast(double value) {
    return Double.isNaN(value) ? -1 : value;
  }
}
