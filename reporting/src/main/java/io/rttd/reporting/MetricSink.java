package io.rttd.reporting;

/**
 * Where reports go: DogStatsD, a table, a file. All calls come from the reporter's thread, except
 * {@link #refresh()}.
 */
public interface MetricSink extends AutoCloseable {
  /** Handles one instance's report of one interval, which is valid only during the call. */
  void onReport(Report report);

  /**
   * Called after a reload that keeps this sink: it refreshes its knowledge of the receiver, such as
   * a name's address. Returns immediately. Thread-safe.
   */
  default void refresh() {}

  /** Sends what is still unsent. */
  @Override
  void close();
}
