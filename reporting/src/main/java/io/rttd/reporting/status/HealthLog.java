package io.rttd.reporting.status;

import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureReading;
import io.rttd.reporting.Counted;
import io.rttd.reporting.MetricSink;
import io.rttd.reporting.Report;
import io.rttd.reporting.diagnosis.CaptureWatch;
import io.rttd.reporting.diagnosis.Finding;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Logs problems that a report shows, with the losses and the remedy. At most one line per problem,
 * instance and report. It also sums up the samples.
 */
public final class HealthLog implements MetricSink {
  private static final Logger LOG = System.getLogger(HealthLog.class.getName());

  /** Counters whose increase costs samples. */
  private static final List<CaptureCounter> LOSSES =
      List.of(CaptureCounter.KERNEL_DROPS, CaptureCounter.TRUNCATED);

  private final Map<String, CaptureWatch> watches = new HashMap<>();
  private final AtomicLong samples = new AtomicLong();

  @Override
  public void onReport(Report report) {
    String iface = report.source();
    CaptureReading capture = report.capture();
    ShardGauges gauges = report.gauges();
    long found = report.peers().stream().mapToLong(peer -> peer.count()).sum();
    samples.addAndGet(found);
    LOG.log(
        Level.DEBUG,
        () ->
            "%s: %s, %s of %s, %s"
                .formatted(
                    iface,
                    Counted.text(capture.get(CaptureCounter.PACKETS), "packet"),
                    Counted.text(found, "sample"),
                    Counted.text(report.peers().size(), "pair"),
                    Counted.text(gauges.flows(), "flow")));
    diagnose(report);
    for (CaptureCounter counter : LOSSES) {
      long count = capture.get(counter);
      if (count > 0) {
        LOG.log(
            Level.WARNING,
            () ->
                "%s: %s: %d; %s"
                    .formatted(iface, counter.meaning(), count, counter.advice().orElseThrow()));
      }
    }
    warn(
        iface,
        gauges.evictedFlows(),
        "flow",
        "were evicted for lack of memory; raise memory_limit or list fewer peers");
    warn(
        iface,
        gauges.foldedPeers(),
        "pair",
        "were folded into src:other, dst:other; raise max_peers or memory_limit");
  }

  /** Logs a diagnosis when it starts, changes and ends. */
  private void diagnose(Report report) {
    String iface = report.source();
    CaptureWatch watch = watches.computeIfAbsent(iface, unused -> new CaptureWatch());
    boolean silent = watch.finding().filter(Finding::silent).isPresent();
    if (!watch.onReport(report)) {
      return;
    }
    Optional<Finding> finding = watch.finding();
    if (finding.isPresent()) {
      LOG.log(Level.WARNING, () -> iface + ": " + finding.get().liveText());
    } else {
      LOG.log(
          Level.INFO,
          () -> iface + (silent ? ": RTT samples again" : ": measuring all of its traffic again"));
    }
  }

  private static void warn(String iface, long count, String noun, String what) {
    if (count > 0) {
      LOG.log(
          Level.WARNING,
          () ->
              iface
                  + ": "
                  + Counted.text(count, noun)
                  + " "
                  + (count == 1 ? what.replaceFirst("^were", "was") : what));
    }
  }

  /** Samples reported so far. Any thread. */
  public long samples() {
    return samples.get();
  }

  @Override
  public void close() {
    // Nothing to send.
  }
}
