package io.rttd.reporting;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.PairKey;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.TimeStats;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;
import org.HdrHistogram.ShortCountsHistogram;

/**
 * Adds up the intervals that belong to one pair.
 *
 * <p>Only {@link #toReport} creates histograms, and it may be called more than once: a busy host
 * has tens of thousands of pairs, and all their histograms at once would take more memory than
 * everything else. They use the narrowest counters that cannot overflow.
 */
final class PairMerge {
  private static final AbstractHistogram EMPTY = new ShortCountsHistogram(2, 2);
  private static final AbstractHistogram SHAPE = PairInterval.newHistogram(PairInterval.LONGEST_NS);

  private final List<PairInterval> intervals = new ArrayList<>(1);
  private long promptCount;
  private PairKey key;
  private final RttStats rtt = new RttStats();
  private final PairCounts counts = new PairCounts();
  private final Map<PairTime, TimeStats> times = new EnumMap<>(PairTime.class);

  /** Number of samples so far. */
  long count() {
    return rtt.count();
  }

  /** Adds a pair that loses its name: the sum becomes that of {@link PairKey#OTHER}. */
  void addOther(PairMerge other) {
    key = PairKey.OTHER;
    counts.add(other.counts);
    rtt.add(other.rtt);
    promptCount += other.promptCount;
    other.times.forEach(this::addTime);
    intervals.addAll(other.intervals);
  }

  void add(PairInterval interval) {
    if (key == null || interval.key().compareTo(key) < 0) {
      key = interval.key();
    }
    counts.add(interval.counts());
    boolean any = interval.count() > 0;
    rtt.add(interval.rtt());
    promptCount += interval.count(SampleClass.PROMPT);
    for (PairTime kind : PairTime.values()) {
      if (interval.stats(kind).count() > 0) {
        addTime(kind, interval.stats(kind));
        any = true;
      }
    }
    if (any) {
      intervals.add(interval);
    }
  }

  private void addTime(PairTime kind, TimeStats more) {
    times.computeIfAbsent(kind, unused -> new TimeStats()).add(more);
  }

  PairKey key() {
    return key;
  }

  PairReport toReport(PairNames names) {
    AbstractHistogram prompt = empty(promptCount);
    boolean promptOnly = promptCount == count();
    AbstractHistogram all = promptOnly ? prompt : empty(count());
    for (PairInterval interval : intervals) {
      addTo(prompt, interval, SampleClass.PROMPT);
      if (!promptOnly) {
        addTo(all, interval, SampleClass.PROMPT);
        addTo(all, interval, SampleClass.HELD);
      }
    }
    return new PairReport(key, names.src(), names.dst(), rtt, counts, all, prompt, timeReports());
  }

  private Map<PairTime, TimeReport> timeReports() {
    Map<PairTime, TimeReport> reports = new EnumMap<>(PairTime.class);
    times.forEach(
        (kind, stats) -> {
          AbstractHistogram sum = empty(stats.count());
          for (PairInterval interval : intervals) {
            if (interval.stats(kind).count() > 0) {
              interval.addTo(kind, sum);
            }
          }
          reports.put(kind, new TimeReport(stats, sum));
        });
    return reports;
  }

  private static void addTo(AbstractHistogram sum, PairInterval interval, SampleClass kind) {
    if (interval.count(kind) > 0) {
      interval.addTo(kind, sum);
    }
  }

  private static AbstractHistogram empty(long total) {
    if (total == 0) {
      return EMPTY;
    }
    if (total <= Short.MAX_VALUE) {
      return new ShortCountsHistogram(SHAPE);
    }
    return total <= Integer.MAX_VALUE ? new IntCountsHistogram(SHAPE) : new Histogram(SHAPE);
  }
}
