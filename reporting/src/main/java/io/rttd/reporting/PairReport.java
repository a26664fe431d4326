package io.rttd.reporting;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.AbstractHistogram;

/**
 * One pair's statistics within one interval. All times are nanoseconds.
 *
 * @param key the pair; if several pairs share their names, the first of them by address
 * @param src name of the sender of the timed data
 * @param dst name of the receiver
 * @param rtt statistics of all samples; not to be changed; without a sample, only {@code counts}
 *     means anything
 * @param counts what is counted besides samples; not to be changed
 * @param all histogram of all samples; not to be changed
 * @param path histogram of the {@code prompt} samples, maybe empty; not to be changed
 * @param times each kind of other times that there is any of
 */
public record PairReport(
    PairKey key,
    String src,
    String dst,
    RttStats rtt,
    PairCounts counts,
    AbstractHistogram all,
    AbstractHistogram path,
    Map<PairTime, TimeReport> times) {

  /** The pair's names. */
  public PairNames names() {
    return new PairNames(src, dst, service());
  }

  /** The name of the pair's service; empty without one. */
  public String service() {
    return key.service().name();
  }

  /** Other times of one kind, if there are any. */
  public Optional<TimeReport> time(PairTime kind) {
    return Optional.ofNullable(times.get(kind));
  }

  /** Number of samples. */
  public long count() {
    return rtt.count();
  }

  /** Segments sent again. */
  public long retransmits() {
    return counts.get(PairCounter.RETRANSMITS);
  }

  /** Data segments sent for the first time. */
  public long segments() {
    return counts.get(PairCounter.SEGMENTS);
  }

  /**
   * The RTT that this share of all samples does not exceed: the middle of its histogram bucket
   * (less than 0.4 % off), never outside minimum to maximum. Meaningless without a sample.
   *
   * @param percentile above 0 and at most 100
   */
  public long percentileNs(double percentile) {
    return withinRange(all, all.getValueAtPercentile(percentile));
  }

  /** As {@link #percentileNs}, of the {@code prompt} samples; meaningless without one. */
  public long pathPercentileNs(double percentile) {
    return withinRange(path, path.getValueAtPercentile(percentile));
  }

  /**
   * Smallest {@code prompt} sample: exact where it shares a bucket with the minimum of all, else
   * the lower edge of its bucket (less than 0.8 % off). Meaningless without one.
   */
  public long pathMinNs() {
    return Math.max(rtt.minNs(), path.getMinValue());
  }

  /**
   * The value that represents a bucket of {@code all} or {@code path}: its middle, or the exact
   * minimum or maximum if the middle is beyond them.
   *
   * @param valueNs any value of the bucket
   */
  public long representativeNs(long valueNs) {
    return withinRange(all, valueNs);
  }

  private long withinRange(AbstractHistogram histogram, long valueNs) {
    long middleNs = histogram.medianEquivalentValue(valueNs);
    return Math.max(rtt.minNs(), Math.min(rtt.maxNs(), middleNs));
  }
}
