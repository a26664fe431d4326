package io.rttd.analyze.diagnosis;

import io.rttd.model.Verdict;
import io.rttd.reporting.PairReport;
import io.rttd.reporting.diagnosis.Diagnosis;
import io.rttd.reporting.diagnosis.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Finds clocks that disagree: those of two merged files, or of the two directions. */
final class ClockRules {
  private static final long LONG_RTT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long TAI_AHEAD_NS = TimeUnit.SECONDS.toNanos(37);
  private static final long TAI_TOLERANCE_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final double SPREAD = 0.02;
  private static final long LEAST_SAMPLES = 3;
  private static final double SHARE = 0.1;
  private static final long LEAST = 5;

  private ClockRules() {}

  static Optional<FileFinding> find(FileEvidence evidence) {
    Optional<FileFinding> offset = findOffset(evidence);
    if (offset.isPresent()) {
      return offset;
    }
    Optional<FileFinding> late = findLateData(evidence);
    return late.isPresent() ? late : findImpossibleTimes(evidence);
  }

  /**
   * Two clocks: the data's clock is behind that of the ACKs by a nearly constant time, longer than
   * any path takes. If the other direction was timed, its times are negative.
   */
  private static Optional<FileFinding> findOffset(FileEvidence evidence) {
    List<PairReport> late =
        evidence.pairs().stream()
            .filter(pair -> pair.count() > 0 && pair.percentileNs(50) >= LONG_RTT_NS)
            .filter(ClockRules::isConstant)
            .toList();
    long all = evidence.pairs().stream().mapToLong(PairReport::count).sum();
    long samples = late.stream().mapToLong(PairReport::count).sum();
    if (samples < LEAST_SAMPLES || samples * 2 < all) {
      return Optional.empty();
    }
    String apart = offset(late.get(0).percentileNs(50));
    return Optional.of(
        FileFinding.of(new Finding(Diagnosis.CLOCK_OFFSET, false, all, samples, apart)));
  }

  private static String offset(long ns) {
    String seconds = String.format(Locale.ROOT, ": %.1f s", ns / 1e9);
    boolean leapSeconds = Math.abs(ns - TAI_AHEAD_NS) < TAI_TOLERANCE_NS;
    return leapSeconds ? seconds + ", by which TAI is ahead of UTC" : seconds;
  }

  private static boolean isConstant(PairReport pair) {
    return pair.percentileNs(99) - pair.percentileNs(1) <= SPREAD * pair.percentileNs(50);
  }

  /** No network acknowledges data before it was sent. */
  private static Optional<FileFinding> findLateData(FileEvidence evidence) {
    long late = evidence.completeness().lateSegments();
    long data = evidence.completeness().dataSegments();
    if (late < LEAST || late < SHARE * data) {
      return Optional.empty();
    }
    return Optional.of(
        FileFinding.of(
            "clocks",
            "%d of %d data segments come after their ACKs: the clocks of the two directions differ, or the packets are out of order"
                .formatted(late, data),
            "sort the file by time (reordercap), or shift the times of one of two merged files (editcap -t)",
            late,
            data));
  }

  private static Optional<FileFinding> findImpossibleTimes(FileEvidence evidence) {
    long impossible = evidence.verdicts(Verdict.CLOCK);
    long judged = evidence.judged();
    if (impossible < LEAST || impossible < SHARE * judged) {
      return Optional.empty();
    }
    return Optional.of(FileFinding.of(new Finding(Diagnosis.CLOCKS, false, judged, impossible)));
  }
}
