package io.rttd.engine.snapshot;

import io.rttd.engine.rtt.SampleClass;
import io.rttd.engine.rtt.SegmentKind;
import java.util.Optional;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.IntCountsHistogram;

/**
 * What one shard measured of one pair in one report interval.
 *
 * <p>Written by the shard until its snapshot is handed over, then read by whoever got the snapshot.
 * All times are nanoseconds.
 */
public final class PeerInterval {
  /** {@code previousRttNs} of a flow's first sample. */
  public static final long NO_PREVIOUS = -1;

  /** What an interval takes at most, with both histograms: two arrays of counts, and change. */
  public static final long MAX_BYTES = 27_000;

  private static final long LOWEST_DISCERNIBLE_NS = 64;
  private static final int SIGNIFICANT_DIGITS = 2;

  private final long highestTrackableNs;
  private PeerKey key;
  private AbstractHistogram prompt;
  private AbstractHistogram held;
  private long count;
  private long minNs;
  private long maxNs;
  private long sumNs;
  private long lastNs;
  private long lastTimeNs;
  private long jitterSumNs;
  private long jitterCount;
  private long handshakeSumNs;
  private long handshakeCount;
  private long retransmits;

  /**
   * An empty interval.
   *
   * @param highestTrackableNs longest RTT that will be recorded
   */
  public PeerInterval(long highestTrackableNs) {
    this.highestTrackableNs = highestTrackableNs;
    reset(PeerKey.OTHER);
  }

  /** Forgets everything and becomes the interval of {@code newKey}. */
  public void reset(PeerKey newKey) {
    key = newKey;
    if (prompt != null && prompt.getTotalCount() > 0) {
      prompt.reset();
    }
    if (held != null && held.getTotalCount() > 0) {
      held.reset();
    }
    count = 0;
    minNs = Long.MAX_VALUE;
    maxNs = 0;
    sumNs = 0;
    lastNs = 0;
    lastTimeNs = Long.MIN_VALUE;
    jitterSumNs = 0;
    jitterCount = 0;
    handshakeSumNs = 0;
    handshakeCount = 0;
    retransmits = 0;
  }

  /**
   * Adds a sample.
   *
   * @param timeNs when the ACK passed, ns since the epoch
   * @param rttNs the RTT, 0 to the highest trackable
   * @param previousRttNs the same flow's sample before this one, or {@link #NO_PREVIOUS}
   * @param sampleClass which histogram it belongs to
   * @param kind what was timed
   */
  public void record(
      long timeNs, long rttNs, long previousRttNs, SampleClass sampleClass, SegmentKind kind) {
    count++;
    sumNs += rttNs;
    minNs = Math.min(minNs, rttNs);
    maxNs = Math.max(maxNs, rttNs);
    if (timeNs >= lastTimeNs) {
      lastTimeNs = timeNs;
      lastNs = rttNs;
    }
    if (previousRttNs != NO_PREVIOUS) {
      jitterSumNs += Math.abs(rttNs - previousRttNs);
      jitterCount++;
    }
    if (kind == SegmentKind.SYN) {
      handshakeSumNs += rttNs;
      handshakeCount++;
    }
    histogram(sampleClass).recordValue(rttNs);
  }

  /** Counts one segment that was sent again. */
  public void recordRetransmit() {
    retransmits++;
  }

  private AbstractHistogram histogram(SampleClass sampleClass) {
    if (sampleClass == SampleClass.PROMPT) {
      if (prompt == null) {
        prompt = newHistogram(highestTrackableNs);
      }
      return prompt;
    }
    if (held == null) {
      held = newHistogram(highestTrackableNs);
    }
    return held;
  }

  /**
   * An empty histogram of the shape that all intervals share: unit ns, from 64 ns, at most 1 %
   * relative error.
   */
  public static AbstractHistogram newHistogram(long highestTrackableNs) {
    return new IntCountsHistogram(LOWEST_DISCERNIBLE_NS, highestTrackableNs, SIGNIFICANT_DIGITS);
  }

  /** Whose samples these are. */
  public PeerKey key() {
    return key;
  }

  /** Number of samples. */
  public long count() {
    return count;
  }

  /** Smallest sample; meaningless without one. */
  public long minNs() {
    return minNs;
  }

  /** Largest sample; 0 without one. */
  public long maxNs() {
    return maxNs;
  }

  /** Sum of all samples. */
  public long sumNs() {
    return sumNs;
  }

  /** The sample whose ACK passed last. */
  public long lastNs() {
    return lastNs;
  }

  /** When that ACK passed, ns since the epoch. */
  public long lastTimeNs() {
    return lastTimeNs;
  }

  /** Sum of |rtt(i) - rtt(i-1)| over consecutive samples of the same flow. */
  public long jitterSumNs() {
    return jitterSumNs;
  }

  /** Number of summands in {@link #jitterSumNs()}. */
  public long jitterCount() {
    return jitterCount;
  }

  /** Sum over the samples whose timed segment was a SYN. */
  public long handshakeSumNs() {
    return handshakeSumNs;
  }

  /** Number of samples whose timed segment was a SYN. */
  public long handshakeCount() {
    return handshakeCount;
  }

  /** Segments that were sent again. */
  public long retransmits() {
    return retransmits;
  }

  /** Histogram of one class, if it has any sample. Not to be changed, and gone when recycled. */
  public Optional<AbstractHistogram> histogramOf(SampleClass sampleClass) {
    AbstractHistogram histogram = sampleClass == SampleClass.PROMPT ? prompt : held;
    return histogram == null || histogram.getTotalCount() == 0
        ? Optional.empty()
        : Optional.of(histogram);
  }
}
