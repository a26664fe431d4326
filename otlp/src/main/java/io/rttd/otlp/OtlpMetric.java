package io.rttd.otlp;

import io.rttd.model.CaptureCounter;
import io.rttd.model.PairCounter;
import io.rttd.reporting.Metric;
import java.util.Locale;

/**
 * A metric as OTLP names it: with a unit of UCUM.
 *
 * @param name as in {@code docs/metrics.md}
 * @param description maybe empty
 * @param unit {@code ms}, {@code By}, {@code 1}, or what is counted, in braces
 */
record OtlpMetric(String name, String description, String unit) {
  /** A metric whose name is not a stem. */
  static OtlpMetric of(Metric metric) {
    return of(metric, metric.text());
  }

  /** A metric under a name, maybe made from its stem. */
  static OtlpMetric of(Metric metric, String name) {
    return new OtlpMetric(name, "", unit(metric.unit()));
  }

  static OtlpMetric of(PairCounter counter) {
    String unit = counter.isTime() ? "ms" : "{" + counter.unit().text() + "}";
    return new OtlpMetric(counter.metric(), counter.meaning(), unit);
  }

  static OtlpMetric of(CaptureCounter counter) {
    String unit =
        counter.unit() == CaptureCounter.Unit.BYTE ? "By" : "{" + counter.unit().text() + "}";
    return new OtlpMetric(counter.metric(), counter.meaning(), unit);
  }

  private static String unit(Metric.Unit unit) {
    return switch (unit) {
      case MILLISECOND -> "ms";
      case BYTE -> "By";
      case FRACTION -> "1";
      case SAMPLE, EVENT, FLOW, PAIR, LINE, POINT ->
          "{" + unit.name().toLowerCase(Locale.ROOT) + "}";
    };
  }
}
