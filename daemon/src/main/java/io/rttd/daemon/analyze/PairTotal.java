package io.rttd.daemon.analyze;

import io.rttd.reporting.PeerReport;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;

/** One pair's sums over all reports. */
final class PairTotal {
  private final PeerReport first;
  private AbstractHistogram all;
  private AbstractHistogram path;
  private long count;
  private long lastNs;
  private long minNs = Long.MAX_VALUE;
  private long maxNs;
  private double sumNs;
  private double jitterSumNs;
  private long jitterCount;
  private double handshakeSumNs;
  private long handshakeCount;
  private long retransmits;

  PairTotal(PeerReport first) {
    this.first = first;
    all = first.all().copy();
    all.reset();
    path = all;
  }

  /** Adds the report of the next interval. */
  void add(PeerReport report) {
    retransmits += report.retransmits();
    if (report.count() == 0) {
      return;
    }
    all = sum(all, report.all());
    path = sum(path, report.path());
    count += report.count();
    lastNs = report.lastNs();
    minNs = Math.min(minNs, report.minNs());
    maxNs = Math.max(maxNs, report.maxNs());
    sumNs += report.meanNs() * report.count();
    if (report.jitterCount() > 0) {
      jitterSumNs += report.jitterNs() * report.jitterCount();
      jitterCount += report.jitterCount();
    }
    if (report.handshakeCount() > 0) {
      handshakeSumNs += report.handshakeNs() * report.handshakeCount();
      handshakeCount += report.handshakeCount();
    }
  }

  /** A report's counters are as narrow as its own counts allow, so a sum of several gets wide. */
  private static AbstractHistogram sum(AbstractHistogram before, AbstractHistogram more) {
    if (more.getTotalCount() == 0) {
      return before;
    }
    if (before.getTotalCount() == 0) {
      return more.copy();
    }
    AbstractHistogram sum = before;
    if (!(before instanceof Histogram)) {
      sum = new Histogram(before);
      sum.add(before);
    }
    sum.add(more);
    return sum;
  }

  /** All of it as one report. */
  PeerReport toReport() {
    return new PeerReport(
        first.key(),
        first.src(),
        first.dst(),
        count,
        lastNs,
        minNs,
        sumNs / count,
        maxNs,
        jitterSumNs / jitterCount,
        jitterCount,
        handshakeSumNs / handshakeCount,
        handshakeCount,
        retransmits,
        all,
        path);
  }
}
