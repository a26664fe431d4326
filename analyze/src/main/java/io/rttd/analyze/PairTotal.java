package io.rttd.analyze;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.TimeStats;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.TimeReport;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/** One pair's sums over all reports. */
final class PairTotal {
  private final PairReport first;
  private final Samples all;
  private final Samples path;
  private final RttStats rtt = new RttStats();
  private final PairCounts counts = new PairCounts();
  private final Map<PairTime, TimeStats> stats = new EnumMap<>(PairTime.class);
  private final Map<PairTime, Samples> times = new EnumMap<>(PairTime.class);

  PairTotal(PairReport first) {
    this.first = first;
    all = new Samples(first.all());
    path = new Samples(first.path());
  }

  /** Adds the report of the next interval. */
  void add(PairReport report) {
    counts.add(report.counts());
    report
        .times()
        .forEach(
            (kind, time) -> {
              stats.computeIfAbsent(kind, unused -> new TimeStats()).add(time.stats());
              times
                  .computeIfAbsent(kind, unused -> new Samples(time.histogram()))
                  .add(time.histogram());
            });
    if (report.count() == 0) {
      return;
    }
    all.add(report.all());
    path.add(report.path());
    rtt.add(report.rtt());
  }

  /** The sums as one report. */
  PairReport toReport() {
    Map<PairTime, TimeReport> reports = new EnumMap<>(PairTime.class);
    times.forEach((kind, sum) -> reports.put(kind, new TimeReport(stats.get(kind), sum.histogram)));
    return new PairReport(
        first.key(), first.src(), first.dst(), rtt, counts, all.histogram, path.histogram, reports);
  }

  /** A sum of histograms: the only one itself, as is usual for a file, or else a new one. */
  private static final class Samples {
    private AbstractHistogram histogram;
    private long total;
    private boolean own;

    /** Creates an empty sum, represented by an empty histogram. */
    Samples(AbstractHistogram histogram) {
      this.histogram = histogram;
    }

    /**
     * A report's counters are as narrow as its own counts allow, so a sum of several needs wide
     * ones.
     */
    void add(AbstractHistogram more) {
      if (more.getTotalCount() == 0) {
        return;
      }
      if (total == 0) {
        histogram = more;
      } else {
        if (!own) {
          Histogram wide = new Histogram(histogram);
          wide.add(histogram);
          histogram = wide;
          own = true;
        }
        histogram.add(more);
      }
      total += more.getTotalCount();
    }
  }
}
