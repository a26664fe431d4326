package io.rttd.analyze.text;

import java.util.Locale;

/**
 * Formats numbers with a fixed number of decimals, rounded exactly as by {@link String#format}:
 * half up, by their shortest decimal form. A table of a thousand pairs has ten thousand numbers,
 * and {@code format} takes microseconds for each.
 */
public final class Decimals {
  /** Below this, a product with a power of ten is off by less than {@link #NEAR_HALF}. */
  private static final double LARGEST_SCALED = 1e12;

  /** Closer to a half than this, the decimal form decides, which only {@code format} has. */
  private static final double NEAR_HALF = 1e-3;

  private static final int[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

  private Decimals() {}

  /**
   * Like {@code String.format(Locale.ROOT, "%.3f", value)}, for three decimals.
   *
   * @param decimals 1 to 6
   */
  public static String text(double value, int decimals) {
    double scaled = value * POWERS[decimals];
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    if (negative || !(scaled < LARGEST_SCALED)) {
      return formatted(value, decimals);
    }
    long units = (long) scaled;
    double aboveHalf = scaled - units - 0.5;
    if (Math.abs(aboveHalf) < NEAR_HALF) {
      return formatted(value, decimals);
    }
    return text(aboveHalf > 0 ? units + 1 : units, decimals);
  }

  private static String text(long units, int decimals) {
    StringBuilder text = new StringBuilder(20).append(units / POWERS[decimals]).append('.');
    long fraction = units % POWERS[decimals];
    for (int i = decimals - 1; i >= 0; i--) {
      text.append((char) ('0' + fraction / POWERS[i] % 10));
    }
    return text.toString();
  }

  private static String formatted(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
