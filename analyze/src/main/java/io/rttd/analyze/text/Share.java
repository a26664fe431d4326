package io.rttd.analyze.text;

/** A share of a whole, for people. */
public final class Share {
  private static final double LEAST_PERCENT = 0.1;

  private Share() {}

  /**
   * In percent, with one decimal: a small share never shows as 0 %, nor an almost full one as 100
   * %.
   *
   * @param share 0 to 1
   */
  public static String text(double share) {
    double percent = 100 * share;
    if (percent > 0 && percent < LEAST_PERCENT) {
      return "<0.1 %";
    }
    if (percent < 100 && percent > 100 - LEAST_PERCENT) {
      return ">99.9 %";
    }
    return Decimals.text(percent, 1) + " %";
  }
}
