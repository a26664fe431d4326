package io.rttd.reporting.dogstatsd;

import com.timgroup.statsd.StatsDClient;
import io.rttd.config.MetricNames;
import io.rttd.reporting.Metric;
import java.util.Set;

/** Passes to the client those gauges and counts that the configuration selects. Not thread-safe. */
final class StatsDLines {
  private final StatsDClient client;
  private final Set<String> listed;

  /**
   * Creates lines for one client.
   *
   * @param listed the selected names; empty: the default
   */
  StatsDLines(StatsDClient client, Set<String> listed) {
    this.client = client;
    this.listed = listed;
  }

  /** Whether a metric of that name is selected. */
  boolean wants(String name) {
    return MetricNames.isSent(name, listed);
  }

  void gaugeMs(Metric metric, long ns, String[] tags) {
    gaugeMs(metric.text(), ns, tags);
  }

  void gaugeMs(String name, long ns, String[] tags) {
    if (wants(name)) {
      client.recordGaugeValue(name, ns / 1e6, tags);
    }
  }

  /** A mean; NaN if there is nothing to average. */
  void meanMs(Metric metric, double ns, String[] tags) {
    if (!Double.isNaN(ns) && wants(metric.text())) {
      client.recordGaugeValue(metric.text(), ns / 1e6, tags);
    }
  }

  void gauge(Metric metric, long value, String[] tags) {
    if (wants(metric.text())) {
      client.recordGaugeValue(metric.text(), value, tags);
    }
  }

  /** A fraction. */
  void share(Metric metric, double value, String[] tags) {
    if (wants(metric.text())) {
      client.recordGaugeValue(metric.text(), value, tags);
    }
  }

  /** A count of milliseconds, not rounded. */
  void countMs(String name, long ns, String[] tags) {
    if (wants(name)) {
      client.count(name, ns / 1e6, tags);
    }
  }

  void count(Metric metric, long value, String[] tags) {
    count(metric.text(), value, tags);
  }

  void count(String name, long value, String[] tags) {
    if (wants(name)) {
      client.count(name, value, tags);
    }
  }
}
