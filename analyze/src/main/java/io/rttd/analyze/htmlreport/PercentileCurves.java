package io.rttd.analyze.htmlreport;

import io.rttd.reporting.PairReport;
import io.rttd.reporting.json.JsonWriter;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** The percentile curves of some samples, and their distribution by class. */
final class PercentileCurves {
  private static final int STEPS_PER_HALVING = 4;
  private static final int BINS = 36;

  private final AbstractHistogram all;
  private final AbstractHistogram path;

  private PercentileCurves(AbstractHistogram all, AbstractHistogram path) {
    this.all = all;
    this.path = path;
  }

  static PercentileCurves of(PairReport pair) {
    return new PercentileCurves(pair.all(), pair.path());
  }

  /** The curves of one direction of a connection, or of several such. */
  static PercentileCurves of(AbstractHistogram all, AbstractHistogram path) {
    return new PercentileCurves(all, path);
  }

  /** The curves of all these pairs together. */
  static PercentileCurves of(List<PairReport> pairs) {
    Histogram all = new Histogram(pairs.get(0).all());
    Histogram path = new Histogram(pairs.get(0).all());
    for (PairReport pair : pairs) {
      all.add(pair.all());
      if (pair.path().getTotalCount() > 0) {
        path.add(pair.path());
      }
    }
    return new PercentileCurves(all, path);
  }

  void write(JsonWriter json) {
    json.array("curve");
    writeCurve(json, all);
    json.end().array("path_curve");
    writeCurve(json, path);
    json.end();
    writeBins(json);
  }

  /** Writes share of the samples and RTT, at the points of HdrHistogram's own printout. */
  private static void writeCurve(JsonWriter json, AbstractHistogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return;
    }
    for (HistogramIterationValue point : histogram.percentiles(STEPS_PER_HALVING)) {
      json.array().value(point.getPercentileLevelIteratedTo() / 100);
      json.value(Rounded.ms(histogram.medianEquivalentValue(point.getValueIteratedTo()))).end();
    }
  }

  /**
   * Writes lower edge, prompt and held samples of each bin; bins have equal width on a log axis.
   */
  private void writeBins(JsonWriter json) {
    long lowest = Math.max(64, all.getMinNonZeroValue());
    double ratio = Math.max(1.01, (double) all.getMaxValue() / lowest);
    double step = Math.pow(ratio, 1.0 / BINS);
    long[] everything = new long[BINS];
    long[] prompt = new long[BINS];
    count(all, lowest, step, everything);
    count(path, lowest, step, prompt);
    json.field("bin_ratio", step).array("bins");
    for (int i = 0; i < BINS; i++) {
      json.array().value(Rounded.ms(Math.round(lowest * Math.pow(step, i))));
      json.value(prompt[i]).value(everything[i] - prompt[i]).end();
    }
    json.end();
  }

  private static void count(AbstractHistogram histogram, long lowest, double step, long[] bins) {
    for (HistogramIterationValue value : histogram.recordedValues()) {
      double middle = histogram.medianEquivalentValue(value.getValueIteratedTo());
      int bin = (int) (Math.log(Math.max(1, middle / lowest)) / Math.log(step));
      bins[Math.min(BINS - 1, bin)] += value.getCountAtValueIteratedTo();
    }
  }
}
