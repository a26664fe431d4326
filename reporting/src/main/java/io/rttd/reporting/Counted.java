package io.rttd.reporting;

/** Formats a number with the noun that it counts. */
public final class Counted {
  private Counted() {}

  /** {@code 1 pair}, {@code 2 pairs}. */
  public static String text(long count, String singular) {
    return count + " " + noun(count, singular);
  }

  /** {@code pair} for one, {@code pairs} for any other number. */
  public static String noun(long count, String singular) {
    return count == 1 ? singular : singular + "s";
  }
}
