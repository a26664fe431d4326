package io.rttd.analyze.text;

/** Nanoseconds as milliseconds for people: three decimals, that is, to the microsecond. */
public final class Millis {
  private static final double NS_PER_MS = 1e6;

  private Millis() {}

  /** {@code 12.346} for 12,345,678; {@code -} for NaN. */
  public static String text(double ns) {
    return Double.isNaN(ns) ? "-" : Decimals.text(ns / NS_PER_MS, 3);
  }

  /** {@code 12.346} for 12,345,678. */
  public static String text(long ns) {
    return text((double) ns);
  }
}
