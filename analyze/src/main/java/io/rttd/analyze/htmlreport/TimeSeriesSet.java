package io.rttd.analyze.htmlreport;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.model.PairKey;
import io.rttd.model.SampleClass;
import io.rttd.model.Segment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Listens to an analysis: the course of all samples together, and those of the pairs that may turn
 * out to be the busiest.
 *
 * <p>Each pair begins a course with its first sample. When all courses together have more than
 * {@value #MAX_BUCKETS} buckets, those of the pairs with the fewest samples are dropped until half
 * of that is left; a pair whose course was dropped begins another one, which is then shorter than
 * the pair. So memory is bounded, and pairs with many samples keep their series from the start,
 * unless it was among the quietest when room was made. One thread.
 */
public final class TimeSeriesSet implements VerdictListener {
  /** About 4 KB each. */
  static final int MAX_BUCKETS = 16_384;

  private final TimeSeries all = new TimeSeries(2);
  private final Map<PairKey, TimeSeries> pairs = new LinkedHashMap<>();
  private int buckets;
  private PairKey latestKey = PairKey.OTHER;
  private TimeSeries latest;

  @Override
  public void onVerdict(AckVerdict verdict) {
    if (verdict.verdict().isSample()) {
      boolean prompt = verdict.sampleClass() == SampleClass.PROMPT;
      add(verdict.acknowledgement(), verdict.rttNs(), prompt);
    }
  }

  /** Adds a sample of the pair whose data is acknowledged. */
  void add(Segment ack, long rttNs, boolean prompt) {
    all.add(ack.timeNs, rttNs, prompt);
    TimeSeries pair = courseOf(ack);
    int before = pair.used();
    pair.add(ack.timeNs, rttNs, prompt);
    buckets += pair.used() - before;
    if (buckets > MAX_BUCKETS) {
      dropTheQuietest();
    }
  }

  private TimeSeries courseOf(Segment ack) {
    if (latest == null
        || ack.dstLo != latestKey.srcLo()
        || ack.srcLo != latestKey.dstLo()
        || ack.dstHi != latestKey.srcHi()
        || ack.srcHi != latestKey.dstHi()) {
      latestKey =
          new PairKey(
              /* srcHi= */ ack.dstHi,
              /* srcLo= */ ack.dstLo,
              /* dstHi= */ ack.srcHi,
              /* dstLo= */ ack.srcLo);
      latest = pairs.computeIfAbsent(latestKey, key -> new TimeSeries(1));
    }
    return latest;
  }

  private void dropTheQuietest() {
    List<Map.Entry<PairKey, TimeSeries>> quietestFirst = new ArrayList<>(pairs.entrySet());
    quietestFirst.sort(Comparator.comparingLong(pair -> pair.getValue().samples()));
    for (Map.Entry<PairKey, TimeSeries> quiet : quietestFirst) {
      if (buckets <= MAX_BUCKETS / 2) {
        break;
      }
      buckets -= quiet.getValue().used();
      pairs.remove(quiet.getKey());
    }
    latest = null;
  }

  TimeSeries all() {
    return all;
  }

  /** Buckets of all pairs' courses. */
  int buckets() {
    return buckets;
  }

  /** The course of the pair that reports call so. */
  Optional<TimeSeries> of(String src, String dst) {
    return pairs.entrySet().stream()
        .filter(pair -> pair.getKey().src().equals(src) && pair.getKey().dst().equals(dst))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
