package io.rttd.reporting.diagnosis;

import io.rttd.reporting.Report;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Watches one capture's reports, by their own clock: after a minute with packets but without
 * samples, or in which a large part yields none, it has a finding until that ends. Not thread-safe.
 */
public final class CaptureWatch {
  static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(1);

  /** Fewer packets are not considered traffic: occasional keep-alives. */
  static final long LEAST_PACKETS = 10;

  private Observation window = Observation.NONE;
  private long startNs;
  private long endNs;
  private long sinceNs;
  private Optional<Finding> finding = Optional.empty();

  /**
   * Handles the next report.
   *
   * @return whether the diagnosis changed or ended
   */
  public boolean onReport(Report report) {
    if (window.packets() == 0) {
      // Without packets there is no silence to explain.
      startNs = report.startNs();
    }
    Observation interval = Observation.of(report);
    window = window.plus(interval);
    endNs = report.endNs();
    if (interval.samples() > 0 && finding.filter(Finding::silent).isPresent()) {
      return become(Optional.empty());
    }
    if (endNs - startNs < WINDOW_NS || window.packets() < LEAST_PACKETS) {
      return false;
    }
    return become(DiagnosisRules.of(window));
  }

  private boolean become(Optional<Finding> next) {
    boolean changed =
        !next.map(Finding::diagnosis).equals(finding.map(Finding::diagnosis))
            || !next.map(Finding::silent).equals(finding.map(Finding::silent));
    if (changed) {
      sinceNs = startNs;
    }
    finding = next;
    window = Observation.NONE;
    startNs = endNs;
    return changed;
  }

  /** The current finding, if any, with the numbers of the latest minute. */
  public Optional<Finding> finding() {
    return finding;
  }

  /** When it started, ns since the epoch. */
  public long sinceNs() {
    return sinceNs;
  }
}
