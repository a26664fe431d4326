package io.rttd.analyze;

import io.rttd.reporting.PairReport;
import io.rttd.reporting.diagnosis.Diagnosis;
import io.rttd.reporting.diagnosis.DiagnosisRules;
import io.rttd.reporting.diagnosis.Finding;
import io.rttd.reporting.diagnosis.Observation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is wrong with a capture as a whole. */
final class FileDiagnosis {
  private static final long LONG_RTT_NS = TimeUnit.SECONDS.toNanos(5);
  private static final long TAI_AHEAD_NS = TimeUnit.SECONDS.toNanos(37);
  private static final long TAI_TOLERANCE_NS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final double SPREAD = 0.02;
  private static final long LEAST_SAMPLES = 3;

  private FileDiagnosis() {}

  /** What the rules say, after a look at the times themselves. */
  static Optional<Finding> of(Observation seen, Totals totals) {
    Optional<Finding> clocks = ofClocks(totals);
    return clocks.isPresent() ? clocks : DiagnosisRules.of(seen);
  }

  /**
   * Two clocks: the data's is behind that of the ACKs by a time that no path takes and that hardly
   * varies. The other direction's times are negative, if it was timed.
   */
  private static Optional<Finding> ofClocks(Totals totals) {
    List<PairReport> late =
        totals.measuredPairs().stream()
            .filter(pair -> pair.percentileNs(50) >= LONG_RTT_NS)
            .filter(FileDiagnosis::isConstant)
            .toList();
    long samples = late.stream().mapToLong(PairReport::count).sum();
    if (samples < LEAST_SAMPLES || samples * 2 < totals.samples()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Diagnosis.CLOCK_OFFSET,
            false,
            totals.samples(),
            samples,
            offset(late.get(0).percentileNs(50))));
  }

  private static String offset(long ns) {
    String seconds = String.format(Locale.ROOT, ": %.1f s", ns / 1e9);
    boolean leapSeconds = Math.abs(ns - TAI_AHEAD_NS) < TAI_TOLERANCE_NS;
    return leapSeconds ? seconds + ", by which TAI is ahead of UTC" : seconds;
  }

  private static boolean isConstant(PairReport pair) {
    return pair.percentileNs(99) - pair.percentileNs(1) <= SPREAD * pair.percentileNs(50);
  }
}
