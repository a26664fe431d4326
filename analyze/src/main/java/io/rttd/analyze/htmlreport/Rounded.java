package io.rttd.analyze.htmlreport;

import io.rttd.reporting.json.JsonWriter;

/**
 * Times rounded for the page: four digits are finer than its charts can show, and keep it small.
 */
final class Rounded {
  private static final double NS_PER_MS = 1e6;
  private static final int DIGITS = 4;

  private Rounded() {}

  /** Milliseconds, or NaN for a negative time, which means none. */
  static double ms(long ns) {
    if (ns <= 0) {
      return ns == 0 ? 0 : Double.NaN;
    }
    double ms = ns / NS_PER_MS;
    double scale = Math.pow(10, Math.max(0, DIGITS - 1 - Math.floor(Math.log10(ms))));
    return Math.round(ms * scale) / scale;
  }

  /** Writes a time as a field in milliseconds, {@code null} if it is negative. */
  static void field(JsonWriter json, String name, long ns) {
    json.field(name, ms(ns));
  }
}
