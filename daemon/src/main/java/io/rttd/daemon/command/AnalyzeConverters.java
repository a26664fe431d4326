package io.rttd.daemon.command;

import io.rttd.analyze.AnalysisMemory;
import io.rttd.analyze.CaptureTime;
import io.rttd.analyze.Grouping;
import io.rttd.analyze.OutputFormat;
import io.rttd.analyze.SortKey;
import io.rttd.analyze.explain.FlowSelector;
import io.rttd.config.ByteSize;
import io.rttd.config.ServicesConfig.PortRange;
import java.time.Duration;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses option values of {@code rttd analyze}, with an error message for invalid ones. */
final class AnalyzeConverters {
  private static final long MOST_SECONDS = 86_400;

  private AnalyzeConverters() {}

  /** One of the formats. */
  static final class OfFormat implements ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String text) {
      return oneOf(OutputFormat.values(), text);
    }
  }

  /** What has a line of its own. */
  static final class OfGrouping implements ITypeConverter<Grouping> {
    @Override
    public Grouping convert(String text) {
      return oneOf(Grouping.values(), text);
    }
  }

  /** What the lines are sorted by. */
  static final class OfSortKey implements ITypeConverter<SortKey> {
    @Override
    public SortKey convert(String text) {
      return oneOf(SortKey.values(), text);
    }
  }

  /** The value that a text names. */
  static <T> T oneOf(T[] values, String text) {
    return Arrays.stream(values)
        .filter(value -> value.toString().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not one of " + Arrays.toString(values)));
  }

  /** A number of lines. */
  static final class OfCount implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (text.matches("[1-9][0-9]{0,8}")) {
        return Integer.valueOf(text);
      }
      throw new TypeConversionException("'" + text + "' is not a whole number from 1");
    }
  }

  /** Ports and their name, as in the configuration. */
  static final class OfService implements ITypeConverter<PortRange> {
    @Override
    public PortRange convert(String text) {
      String[] parts = text.split("=", 2);
      try {
        return PortRange.parse(parts[0], parts.length > 1 ? parts[1] : "");
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("'" + text + "' " + e.getMessage());
      }
    }
  }

  /** Whole seconds, up to a day. */
  static final class OfSeconds implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (text.matches("[1-9][0-9]{0,4}") && Long.parseLong(text) <= MOST_SECONDS) {
        return Duration.ofSeconds(Long.parseLong(text));
      }
      throw new TypeConversionException("'" + text + "' is not 1 to 86400 whole seconds");
    }
  }

  /** A time, or an offset from the first packet. */
  static final class OfTime implements ITypeConverter<CaptureTime> {
    @Override
    public CaptureTime convert(String text) {
      try {
        return CaptureTime.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Bytes, as in the configuration. */
  static final class OfSize implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return ByteSize.parse(text, AnalysisMemory.LEAST_BYTES, AnalysisMemory.MOST_BYTES);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(
            "'"
                + text
                + "' "
                + e.getMessage()
                + ": 16MB to 64GB; bytes, or with KB, MB, GB (1KB is 1024 bytes)");
      }
    }
  }

  /** The two ends of a flow. */
  static final class OfFlow implements ITypeConverter<FlowSelector> {
    @Override
    public FlowSelector convert(String text) {
      try {
        return FlowSelector.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}
