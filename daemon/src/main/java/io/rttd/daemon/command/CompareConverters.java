package io.rttd.daemon.command;

import io.rttd.compare.ComparisonFormat;
import io.rttd.compare.Criterion;
import io.rttd.compare.Grouping;
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
}
