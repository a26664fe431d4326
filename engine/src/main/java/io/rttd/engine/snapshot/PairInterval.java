package io.rttd.engine.snapshot;

import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.TimeStats;
import java.util.Arrays;
import java.util.Optional;
import org.HdrHistogram.AbstractHistogram;

/**
 * One shard's measurements of one pair in one report interval.
 *
 * <p>Written by the shard until its snapshot is handed over, then read by the owner of the
 * snapshot. All times are nanoseconds.
 */
public final class PairInterval {
  /** The longest time that reports distinguish from longer ones: a minute. */
  public static final long LONGEST_NS = 60_000_000_000L;

  /** Bytes that an interval takes on the heap before it has pages for its counts. */
  public static final int BYTES = 144 + PairCounts.BYTES + SampleCounts.BYTES;

  /** Bytes that the statistics of other times take, once there is one. */
  private static final int TIMES_BYTES = 24 + PairTime.values().length * 48;

  private static final TimeStats NO_TIMES = new TimeStats();

  /** Bytes that an interval takes with a page for each octave of each class. */
  public static final long MOST_BYTES = BYTES + TIMES_BYTES + SampleCounts.OWN_BYTES;

  private final long highestTrackableNs;
  private final SampleCounts counts;
  private PairKey key;
  private final RttStats rtt = new RttStats();
  private final PairCounts pairCounts = new PairCounts();
  private final CountPages pages;
  private TimeStats[] times;

  /**
   * Creates an empty interval with its own memory for every counter: {@link #MOST_BYTES}.
   *
   * @param highestTrackableNs longest RTT to record
   */
  public PairInterval(long highestTrackableNs) {
    this(highestTrackableNs, CountPages.ofOneInterval());
  }

  /**
   * Creates an empty interval.
   *
   * @param highestTrackableNs longest RTT to record
   * @param pages where counts are kept once there are more than a few
   */
  public PairInterval(long highestTrackableNs, CountPages pages) {
    this.highestTrackableNs = highestTrackableNs;
    this.counts = new SampleCounts(pages);
    this.pages = pages;
    reset(PairKey.OTHER);
  }

  /** Clears everything and becomes the interval of {@code newKey}. Shard thread only. */
  public void reset(PairKey newKey) {
    key = newKey;
    counts.clear();
    rtt.clear();
    pairCounts.clear();
    if (times != null) {
      for (TimeStats time : times) {
        time.clear();
      }
    }
  }

  /**
   * Adds a sample.
   *
   * @param timeNs when the ACK passed, ns since the epoch
   * @param rttNs the RTT, 0 to the highest trackable
   * @param previousRttNs the same flow's sample before this one, or {@link RttStats#NO_PREVIOUS}
   * @param sampleClass which histogram it belongs to
   * @param kind what was timed
   * @return false, changing nothing, if there is no memory to count it
   */
  public boolean record(
      long timeNs, long rttNs, long previousRttNs, SampleClass sampleClass, SegmentKind kind) {
    if (!counts.record(SampleCounts.series(sampleClass), rttNs)) {
      return false;
    }
    rtt.record(timeNs, rttNs, previousRttNs, kind);
    return true;
  }

  /**
   * Adds a time other than a sample.
   *
   * @param ns 0 to the highest trackable
   * @return false, changing nothing, if there is no memory to count it
   */
  public boolean record(PairTime time, long ns) {
    if (times == null) {
      if (!pages.tryTakeTable(TIMES_BYTES)) {
        return false;
      }
      times = new TimeStats[PairTime.values().length];
      Arrays.setAll(times, unused -> new TimeStats());
    }
    if (!counts.record(SampleCounts.series(time), ns)) {
      return false;
    }
    times[time.ordinal()].record(ns);
    return true;
  }

  /**
   * Prefetches the counter of a sample.
   *
   * @return an arbitrary value; use it, or the JIT removes the read
   */
  public long touch(SampleClass sampleClass, long rttNs) {
    return pairCounts.get(PairCounter.RETRANSMITS)
        + rtt.count()
        + counts.touch(SampleCounts.series(sampleClass), rttNs);
  }

  /** As {@link #touch(SampleClass, long)}, for another time. */
  public long touch(PairTime time, long ns) {
    return stats(time).count() + counts.touch(SampleCounts.series(time), ns);
  }

  /** Adds to what is counted besides samples. */
  public void add(PairCounter counter, long amount) {
    pairCounts.add(counter, amount);
  }

  /**
   * An empty histogram of the shape that all intervals share: unit ns, from 64 ns, at most 1 %
   * relative error.
   */
  public static AbstractHistogram newHistogram(long highestTrackableNs) {
    return RttBuckets.newHistogram(highestTrackableNs);
  }

  /** The pair whose samples these are. */
  public PairKey key() {
    return key;
  }

  /** Number of samples. */
  public long count() {
    return rtt.count();
  }

  /** Statistics of all samples; to be read only. */
  public RttStats rtt() {
    return rtt;
  }

  /** What is counted besides samples; to be read only. */
  public PairCounts counts() {
    return pairCounts;
  }

  /** Number of samples of one class. */
  public long count(SampleClass sampleClass) {
    return counts.total(SampleCounts.series(sampleClass));
  }

  /** Adds the samples of one class to a histogram of the shape of {@link #newHistogram}. */
  public void addTo(SampleClass sampleClass, AbstractHistogram histogram) {
    counts.addTo(SampleCounts.series(sampleClass), histogram);
  }

  /** Statistics of other times; to be read only. */
  public TimeStats stats(PairTime time) {
    return times == null ? NO_TIMES : times[time.ordinal()];
  }

  /** Adds other times to a histogram of the shape of {@link #newHistogram}. */
  public void addTo(PairTime time, AbstractHistogram histogram) {
    counts.addTo(SampleCounts.series(time), histogram);
  }

  /** A new histogram of one class, if that has any samples. */
  public Optional<AbstractHistogram> histogramOf(SampleClass sampleClass) {
    if (count(sampleClass) == 0) {
      return Optional.empty();
    }
    AbstractHistogram histogram = RttBuckets.newHistogram(highestTrackableNs);
    addTo(sampleClass, histogram);
    return Optional.of(histogram);
  }
}
