package io.rttd.analyze.text;

/** A number of bytes, for people. */
public final class ByteCount {
  private static final String UNITS = "kMGTPE";
  private static final long EXACT_BELOW = 10_000;

  private ByteCount() {}

  /** {@code 9999}, {@code 10.0k}, {@code 1.2M}: three digits and a unit of 1000s from 10,000 on. */
  public static String text(long bytes) {
    if (bytes < EXACT_BELOW) {
      return Long.toString(bytes);
    }
    double value = bytes / 1e3;
    int unit = 0;
    while (value >= 999.95) {
      value /= 1e3;
      unit++;
    }
    return Decimals.text(value, 1) + UNITS.charAt(unit);
  }
}
