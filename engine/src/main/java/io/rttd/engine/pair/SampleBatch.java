package io.rttd.engine.pair;

import io.rttd.model.PairCounter;
import io.rttd.model.PairTime;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;

/**
 * Buffers samples, other times and segment counts for a {@link PairTable}.
 *
 * <p>With many pairs, reaching the counter of a sample misses half a dozen cache lines. Instead of
 * waiting for them sample by sample, a batch prefetches them for all its samples, then counts.
 * Order and result are the same.
 *
 * <p>A pair keeps its place until the table hands over its intervals: {@link #drain} before that.
 */
public final class SampleBatch {
  private static final int SAMPLES = 32;

  /** With fewer pairs than this the counters stay in the cache, and batching does not pay. */
  private static final int MANY_PAIRS = 128;

  private static final int NO_PEER = -1;

  private final PairTable peers;
  private final int[] peer = new int[SAMPLES];
  private final long[] timeNs = new long[SAMPLES];
  private final long[] rttNs = new long[SAMPLES];
  private final long[] previousRttNs = new long[SAMPLES];
  private final SampleClass[] sampleClass = new SampleClass[SAMPLES];
  private final SegmentKind[] kind = new SegmentKind[SAMPLES];
  private final int[] peerOfSegments = new int[SAMPLES];
  private final int[] segments = new int[SAMPLES];
  private final int[] peerOfTimes = new int[SAMPLES];
  private final PairTime[] times = new PairTime[SAMPLES];
  private final long[] timesNs = new long[SAMPLES];
  private int latestPeer = NO_PEER;
  private int latestSegments;
  private int waiting;
  private int waitingSegments;
  private int waitingTimes;
  private long touched;

  /** Creates an empty batch for this table. */
  public SampleBatch(PairTable peers) {
    this.peers = peers;
  }

  /** Buffers a sample; the arguments are those of {@link PairTable#record}. */
  public void add(
      int ofPeer,
      long atNs,
      long ofRttNs,
      long afterRttNs,
      SampleClass ofClass,
      SegmentKind ofKind) {
    if (waiting == 0 && peers.size() < MANY_PAIRS) {
      peers.record(ofPeer, atNs, ofRttNs, afterRttNs, ofClass, ofKind);
      return;
    }
    int i = waiting++;
    peer[i] = ofPeer;
    timeNs[i] = atNs;
    rttNs[i] = ofRttNs;
    previousRttNs[i] = afterRttNs;
    sampleClass[i] = ofClass;
    kind[i] = ofKind;
    if (waiting == SAMPLES) {
      drain();
    }
  }

  /**
   * Buffers another time; the arguments are those of {@link PairTable#record(int, PairTime, long)}.
   */
  public void add(int ofPeer, PairTime time, long ns) {
    if (waitingTimes == 0 && peers.size() < MANY_PAIRS) {
      peers.record(ofPeer, time, ns);
      return;
    }
    int i = waitingTimes++;
    peerOfTimes[i] = ofPeer;
    times[i] = time;
    timesNs[i] = ns;
    if (waitingTimes == SAMPLES) {
      drainTimes();
    }
  }

  /**
   * Adds segments that a pair's source sent for the first time. Those of one pair mostly come in
   * runs, which are summed first.
   */
  public void addSegments(int ofPeer, int count) {
    if (ofPeer != latestPeer) {
      bufferLatestSegments();
      latestPeer = ofPeer;
    }
    latestSegments += count;
  }

  private void bufferLatestSegments() {
    int count = latestSegments;
    latestSegments = 0;
    if (count == 0) {
      return;
    }
    if (waitingSegments == 0 && peers.size() < MANY_PAIRS) {
      peers.add(latestPeer, PairCounter.SEGMENTS, count);
      return;
    }
    int i = waitingSegments++;
    peerOfSegments[i] = latestPeer;
    segments[i] = count;
    if (waitingSegments == SAMPLES) {
      drainSegments();
      drainSamples();
    }
  }

  /** Counts everything buffered. */
  public void drain() {
    bufferLatestSegments();
    latestPeer = NO_PEER;
    drainSegments();
    drainSamples();
    drainTimes();
  }

  private void drainTimes() {
    int count = waitingTimes;
    waitingTimes = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += peers.touch(peerOfTimes[i], times[i], timesNs[i]);
    }
    touched += sum;
    for (int i = 0; i < count; i++) {
      peers.record(peerOfTimes[i], times[i], timesNs[i]);
    }
  }

  private void drainSegments() {
    int count = waitingSegments;
    waitingSegments = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += peers.touch(peerOfSegments[i]);
    }
    touched += sum;
    for (int i = 0; i < count; i++) {
      peers.add(peerOfSegments[i], PairCounter.SEGMENTS, segments[i]);
    }
  }

  private void drainSamples() {
    int count = waiting;
    waiting = 0;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      sum += peers.touch(peer[i], sampleClass[i], rttNs[i]);
    }
    touched += sum;
    for (int i = 0; i < count; i++) {
      peers.record(peer[i], timeNs[i], rttNs[i], previousRttNs[i], sampleClass[i], kind[i]);
    }
  }

  /** A meaningless number that keeps the JIT from removing the reads. */
  long touched() {
    return touched;
  }
}
