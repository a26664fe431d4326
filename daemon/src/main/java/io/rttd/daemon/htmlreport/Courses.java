package io.rttd.daemon.htmlreport;

import io.rttd.engine.rtt.AckVerdict;
import io.rttd.engine.rtt.SampleClass;
import io.rttd.engine.rtt.VerdictListener;
import io.rttd.engine.segment.Addresses;
import io.rttd.engine.segment.Segment;
import io.rttd.engine.snapshot.PeerKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Listens to an analysis: the course of all samples together, and that of each of the first {@value
 * #MAX_PAIRS} pairs that have one. One thread.
 */
public final class Courses implements VerdictListener {
  static final int MAX_PAIRS = 64;

  private final Course all = new Course(2);
  private final Map<PeerKey, Course> pairs = new HashMap<>();
  private PeerKey latestKey = PeerKey.OTHER;
  private Course latest;

  @Override
  public void onVerdict(AckVerdict verdict) {
    if (!verdict.verdict().isSample()) {
      return;
    }
    Segment ack = verdict.acknowledgement();
    boolean prompt = verdict.sampleClass() == SampleClass.PROMPT;
    all.add(ack.timeNs, verdict.rttNs(), prompt);
    Course pair = courseOf(ack);
    if (pair != null) {
      pair.add(ack.timeNs, verdict.rttNs(), prompt);
    }
  }

  /** The course of the pair whose data is acknowledged; null beyond the first pairs. */
  private Course courseOf(Segment ack) {
    if (ack.dstLo != latestKey.srcLo()
        || ack.srcLo != latestKey.dstLo()
        || ack.dstHi != latestKey.srcHi()
        || ack.srcHi != latestKey.dstHi()) {
      latestKey =
          new PeerKey(
              /* srcHi= */ ack.dstHi,
              /* srcLo= */ ack.dstLo,
              /* dstHi= */ ack.srcHi,
              /* dstLo= */ ack.srcLo);
      latest =
          pairs.size() < MAX_PAIRS
              ? pairs.computeIfAbsent(latestKey, key -> new Course(1))
              : pairs.get(latestKey);
    }
    return latest;
  }

  Course all() {
    return all;
  }

  /** The course of the pair that reports call so. */
  Optional<Course> of(String src, String dst) {
    return pairs.entrySet().stream()
        .filter(
            pair ->
                Addresses.toText(pair.getKey().srcHi(), pair.getKey().srcLo()).equals(src)
                    && Addresses.toText(pair.getKey().dstHi(), pair.getKey().dstLo()).equals(dst))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
