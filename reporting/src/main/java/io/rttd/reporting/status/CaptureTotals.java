package io.rttd.reporting.status;

import io.rttd.engine.snapshot.PairCounts;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounter;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.SegmentAccount;
import io.rttd.reporting.Report;
import io.rttd.reporting.diagnosis.CaptureWatch;
import java.util.Map;
import java.util.TreeMap;

/** Totals of one capture's reports. Guarded by its {@link StatusBoard}. */
final class CaptureTotals {
  final CaptureWatch watch = new CaptureWatch();
  CaptureCounts counts = CaptureCounts.NONE;
  long samples;
  long flowsEvicted;
  long pairsFolded;
  SegmentAccount segments = SegmentAccount.NONE;
  final PairCounts connections = new PairCounts();
  final Map<String, Long> verdicts = new TreeMap<>();
  ShardGauges gauges = ShardGauges.NONE;
  long reports;
  long lastReportNanoTime;
  long lastEndNs;
  long lastLagNs;
  long lastPackets;
  long lastSamples;
  double lastSamplingRate;

  void add(Report report, long samplesOfReport, PairCounts countsOfReport, long nanoTime) {
    CaptureReading capture = report.capture();
    counts = counts.plus(capture.counts());
    samples += samplesOfReport;
    gauges = report.gauges();
    flowsEvicted += gauges.evictedFlows();
    pairsFolded += gauges.foldedPeers();
    segments = segments.then(gauges.segments());
    report.verdicts().forEach((v, times) -> verdicts.merge(v.text(), times, Long::sum));
    connections.add(countsOfReport);
    reports++;
    watch.onReport(report);
    lastReportNanoTime = nanoTime;
    lastEndNs = report.endNs();
    lastLagNs = report.lagNs();
    lastPackets = capture.get(CaptureCounter.PACKETS);
    lastSamples = samplesOfReport;
    lastSamplingRate = capture.samplingRate();
  }
}
