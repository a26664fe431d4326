package io.rttd.daemon.command;

import io.rttd.compare.ComparisonFormat;
import io.rttd.compare.Criterion;
import io.rttd.compare.Grouping;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses option values of {@code rttd compare}, with an error message for invalid ones. */
final class CompareConverters {
  private CompareConverters() {}

  /** One of the groupings. */
  static final class OfGrouping implements ITypeConverter<Grouping> {
    @Override
    public Grouping convert(String text) {
      return AnalyzeConverters.oneOf(Grouping.values(), text);
    }
  }

  /** One of the formats. */
  static final class OfFormat implements ITypeConverter<ComparisonFormat> {
    @Override
    public ComparisonFormat convert(String text) {
      return AnalyzeConverters.oneOf(ComparisonFormat.values(), text);
    }
  }

  /** A limit. */
  static final class OfCriterion implements ITypeConverter<Criterion> {
    @Override
    public Criterion convert(String text) {
      try {
        return Criterion.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A time with its unit, up to a minute. */
  static final class OfTime implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?) ?(us|µs|ms|s)");
    private static final double MOST_NS = 60e9;

    @Override
    public Duration convert(String text) {
      Matcher form = FORM.matcher(text.toLowerCase(Locale.ROOT));
      double ns =
          form.matches() ? Double.parseDouble(form.group(1)) * Criterion.unitNs(form.group(2)) : -1;
      if (ns < 0 || ns > MOST_NS) {
        throw new TypeConversionException(
            "'" + text + "' is not a time of 0us to 60s, such as 50us or 0.2ms");
      }
      return Duration.ofNanos(Math.round(ns));
    }
  }
}
