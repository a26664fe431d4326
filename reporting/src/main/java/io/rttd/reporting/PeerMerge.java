package io.rttd.reporting;

import io.rttd.engine.rtt.SampleClass;
import io.rttd.engine.snapshot.PeerInterval;
import io.rttd.engine.snapshot.PeerKey;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;
import org.HdrHistogram.ShortCountsHistogram;

/**
 * Adds up the intervals that belong to one pair.
 *
 * <p>A histogram that is the only one of its kind is referred to rather than copied: most pairs
 * live on one shard and many have samples of one class alone. Where a sum is needed it gets the
 * narrowest counters that cannot overflow, because a busy host has thousands of pairs.
 */
final class PeerMerge {
  private static final AbstractHistogram EMPTY = new ShortCountsHistogram(2, 2);

  private final List<AbstractHistogram> prompt = new ArrayList<>(1);
  private final List<AbstractHistogram> all = new ArrayList<>(2);
  private PeerKey key;
  private long count;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private double sumNs;
  private long lastNs;
  private long lastTimeNs = Long.MIN_VALUE;
  private double jitterSumNs;
  private long jitterCount;
  private double handshakeSumNs;
  private long handshakeCount;
  private long retransmits;

  /** Number of samples so far. */
  long count() {
    return count;
  }

  /** Takes in a pair that loses its name: the sum becomes that of {@link PeerKey#OTHER}. */
  void addOther(PeerMerge other) {
    key = PeerKey.OTHER;
    retransmits += other.retransmits;
    if (other.count == 0) {
      return;
    }
    count += other.count;
    sumNs += other.sumNs;
    minNs = Math.min(minNs, other.minNs);
    maxNs = Math.max(maxNs, other.maxNs);
    if (other.lastTimeNs >= lastTimeNs) {
      lastTimeNs = other.lastTimeNs;
      lastNs = other.lastNs;
    }
    jitterSumNs += other.jitterSumNs;
    jitterCount += other.jitterCount;
    handshakeSumNs += other.handshakeSumNs;
    handshakeCount += other.handshakeCount;
    prompt.addAll(other.prompt);
    all.addAll(other.all);
  }

  void add(PeerInterval interval) {
    if (key == null || SnapshotMerger.compareAddresses(interval.key(), key) < 0) {
      key = interval.key();
    }
    retransmits += interval.retransmits();
    if (interval.count() == 0) {
      return;
    }
    count += interval.count();
    sumNs += interval.sumNs();
    minNs = Math.min(minNs, interval.minNs());
    maxNs = Math.max(maxNs, interval.maxNs());
    if (interval.lastTimeNs() >= lastTimeNs) {
      lastTimeNs = interval.lastTimeNs();
      lastNs = interval.lastNs();
    }
    jitterSumNs += interval.jitterSumNs();
    jitterCount += interval.jitterCount();
    handshakeSumNs += interval.handshakeSumNs();
    handshakeCount += interval.handshakeCount();
    interval.histogramOf(SampleClass.PROMPT).ifPresent(prompt::add);
    interval.histogramOf(SampleClass.PROMPT).ifPresent(all::add);
    interval.histogramOf(SampleClass.HELD).ifPresent(all::add);
  }

  PeerReport toReport(String src, String dst) {
    return new PeerReport(
        key,
        src,
        dst,
        count,
        lastNs,
        minNs,
        sumNs / count,
        maxNs,
        jitterSumNs / jitterCount,
        jitterCount,
        handshakeSumNs / handshakeCount,
        handshakeCount,
        retransmits,
        sum(all),
        sum(prompt));
  }

  private static AbstractHistogram sum(List<AbstractHistogram> histograms) {
    if (histograms.isEmpty()) {
      return EMPTY;
    }
    if (histograms.size() == 1) {
      return histograms.get(0);
    }
    long total = histograms.stream().mapToLong(AbstractHistogram::getTotalCount).sum();
    AbstractHistogram sum = emptyLike(histograms.get(0), total);
    histograms.forEach(sum::add);
    return sum;
  }

  private static AbstractHistogram emptyLike(AbstractHistogram shape, long total) {
    if (total <= Short.MAX_VALUE) {
      return new ShortCountsHistogram(shape);
    }
    return total <= Integer.MAX_VALUE ? new IntCountsHistogram(shape) : new Histogram(shape);
  }
}
