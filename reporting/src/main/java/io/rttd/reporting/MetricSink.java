package io.rttd.reporting;

/**
 * Where reports go: DogStatsD, a table, a file. All calls come from the reporter's thread, except
 * {@link #refresh()}.
 */
public interface MetricSink extends AutoCloseable {
  /** Takes one instance's report of one interval. It is valid during the call only. */
  void onReport(Report report);

  /**
   * The configuration was read again, and this sink stays: what it found out about its receiver,
   * such as a name's address, it finds out again. Returns at once. Any thread.
   */
  default void refresh() {}

  /** Sends what is still unsent. */
  @Override
  void close();
}
