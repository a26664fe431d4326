package io.rttd.compare;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A limit for a difference, as in {@code p99 > +10 %}. A difference exceeds it when it is larger,
 * and significant: an accident exceeds nothing.
 *
 * @param text as the user wrote it
 * @param measure what may not rise
 * @param relative whether the limit is a share of the figure before
 * @param limit ns, a share, or a difference of two ratios
 */
public record Criterion(String text, Measure measure, boolean relative, double limit) {
  private static final Pattern FORM =
      Pattern.compile(
          "\\s*([a-z][a-z0-9 ._]*?)\\s*>\\s*\\+\\s*(\\d{1,9}(?:\\.\\d{1,9})?)\\s*([^\\s\\d]\\S*)\\s*");

  private static final String RELATIVE = "%";
  private static final String POINTS = "pp";
  private static final double PERCENT = 100;

  /**
   * Parses a limit.
   *
   * @throws IllegalArgumentException says what would be allowed
   */
  public static Criterion parse(String text) {
    Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not of the form 'MEASURE > +NUMBER UNIT', for example 'p99 > +10 %%' or 'p50 > +2 ms'"
              .formatted(text));
    }
    Measure measure =
        Measure.parse(form.group(1))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s': there is no measure '%s'; there are: %s"
                            .formatted(text, form.group(1), Measure.names())));
    double number = Double.parseDouble(form.group(2));
    String unit = form.group(3);
    if (unit.equals(RELATIVE)) {
      return new Criterion(text.strip(), measure, true, number / PERCENT);
    }
    return new Criterion(text.strip(), measure, false, number * scale(text, measure, unit));
  }

  private static double scale(String text, Measure measure, String unit) {
    double scale = measure.isTime() ? unitNs(unit) : unit.equals(POINTS) ? 1 / PERCENT : 0;
    if (scale == 0) {
      throw new IllegalArgumentException(
          "'%s': '%s' is not a unit for %s; use %s"
              .formatted(
                  text,
                  unit,
                  measure,
                  measure.isTime()
                      ? "% (of the figure before), us, ms or s"
                      : "% (of the ratio before) or pp (percentage points)"));
    }
    return scale;
  }

  /** The length of {@code us}, {@code ms} or {@code s} in ns; 0 for anything else. */
  public static double unitNs(String unit) {
    return switch (unit) {
      case "us", "µs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      default -> 0;
    };
  }

  /** Whether this is an absolute limit on a time, below another. 0 is not: it means any rise. */
  public boolean isBelow(Duration time) {
    return !relative && measure.isTime() && limit > 0 && limit < time.toNanos();
  }

  /** Whether this difference is larger than allowed, by accident or not. */
  boolean isBeyond(Difference difference) {
    double rise = difference.interval().difference();
    double most = relative ? limit * difference.interval().before() : limit;
    return rise > most;
  }
}
