package io.rttd.reporting;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps the reports. Their histograms are the snapshots' own, which these tests do not reuse. */
final class CapturingSink implements MetricSink {
  final List<Report> reports = new CopyOnWriteArrayList<>();
  final AtomicInteger closed = new AtomicInteger();

  @Override
  public void onReport(Report report) {
    reports.add(report);
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }
}
