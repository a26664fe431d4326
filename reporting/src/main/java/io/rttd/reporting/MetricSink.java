package io.rttd.reporting;

/** Where reports go: DogStatsD, a table, a file. All calls come from the reporter's thread. */
public interface MetricSink extends AutoCloseable {
  /** Takes one instance's report of one interval. It is valid during the call only. */
  void onReport(Report report);

  /** Sends what is still unsent. */
  @Override
  void close();
}
