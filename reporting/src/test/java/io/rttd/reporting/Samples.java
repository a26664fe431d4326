package io.rttd.reporting;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.Addresses;
import io.rttd.model.PairCounter;
import io.rttd.model.PairKey;
import io.rttd.model.PairTime;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Service;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Writes a pair's interval the way a test reads. */
public final class Samples {
  private final PairInterval interval = new PairInterval(FakeShard.HIGHEST_NS);
  private long timeNs = 1;
  private long previousNs = RttStats.NO_PREVIOUS;

  private Samples(PairKey key) {
    interval.reset(key);
  }

  public static Samples of(String src, String dst) {
    return of(key(src, dst));
  }

  public static Samples of(PairKey key) {
    return new Samples(key);
  }

  public static PairKey key(String src, String dst) {
    try {
      InetAddress from = InetAddress.getByName(src);
      InetAddress to = InetAddress.getByName(dst);
      return new PairKey(
          Addresses.hi(from), Addresses.lo(from), Addresses.hi(to), Addresses.lo(to));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A pair of a service. */
  public static Samples of(String src, String dst, Service service) {
    PairKey pair = key(src, dst);
    return of(new PairKey(pair.srcHi(), pair.srcLo(), pair.dstHi(), pair.dstLo(), service));
  }

  /** The time of the next sample; each sample takes one nanosecond. */
  public Samples at(long ns) {
    timeNs = ns;
    return this;
  }

  /** The next sample is the first of another flow. */
  public Samples newFlow() {
    previousNs = RttStats.NO_PREVIOUS;
    return this;
  }

  public Samples prompt(long... rttsNs) {
    return record(SampleClass.PROMPT, SegmentKind.DATA, rttsNs);
  }

  public Samples held(long... rttsNs) {
    return record(SampleClass.HELD, SegmentKind.DATA, rttsNs);
  }

  /** Answers to SYNs: samples, and times of their own. */
  public Samples handshake(long... rttsNs) {
    for (long rttNs : rttsNs) {
      interval.record(PairTime.HANDSHAKE, rttNs);
    }
    return record(SampleClass.PROMPT, SegmentKind.SYN, rttsNs);
  }

  public Samples response(long... timesNs) {
    for (long timeNs : timesNs) {
      interval.record(PairTime.RESPONSE, timeNs);
    }
    return this;
  }

  public Samples retransmits(int times) {
    for (int i = 0; i < times; i++) {
      interval.add(PairCounter.RETRANSMITS, 1);
    }
    return this;
  }

  public Samples segments(int count) {
    interval.add(PairCounter.SEGMENTS, count);
    return this;
  }

  public Samples counting(PairCounter counter, long amount) {
    interval.add(counter, amount);
    return this;
  }

  public PairInterval build() {
    return interval;
  }

  private Samples record(SampleClass sampleClass, SegmentKind kind, long... rttsNs) {
    for (long rttNs : rttsNs) {
      interval.record(timeNs++, rttNs, previousNs, sampleClass, kind);
      previousNs = rttNs;
    }
    return this;
  }
}
