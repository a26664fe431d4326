package io.rttd.analyze.diagnosis;

import io.rttd.model.CaptureCounter;
import io.rttd.model.Completeness;
import io.rttd.model.PairCounter;
import io.rttd.model.Verdict;
import io.rttd.pipeline.CaptureSigns;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.diagnosis.Observation;
import java.util.List;

/**
 * Evidence found in capture files.
 *
 * @param seen fate of the frames
 * @param completeness what is missing
 * @param signs how the frames were captured
 * @param pairs all pairs
 */
public record FileEvidence(
    Observation seen, Completeness completeness, CaptureSigns signs, List<PairReport> pairs) {
  /** Copies the list. */
  public FileEvidence {
    pairs = List.copyOf(pairs);
  }

  long count(CaptureCounter counter) {
    return seen.counts().get(counter);
  }

  /** TCP segments, including copies. */
  long segmentsWithCopies() {
    return count(CaptureCounter.SEGMENTS) + count(CaptureCounter.DUPLICATES);
  }

  long judged() {
    return seen.verdicts().values().stream().mapToLong(Long::longValue).sum();
  }

  long verdicts(Verdict verdict) {
    return seen.verdicts().getOrDefault(verdict, 0L);
  }

  long retransmits() {
    return pairs.stream().mapToLong(PairReport::retransmits).sum();
  }

  /** Connections that began before the capture or in it. */
  long connections() {
    long begun = pairs.stream().mapToLong(pair -> pair.counts().get(PairCounter.CONNECTS)).sum();
    return begun + completeness.midStream();
  }
}
