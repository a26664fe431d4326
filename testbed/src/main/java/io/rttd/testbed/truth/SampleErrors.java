package io.rttd.testbed.truth;

import java.util.Locale;

/**
 * Errors of a group of samples.
 *
 * <p>A sample is the time from the data frame's capture to the ACK's capture. The relay knows how
 * long it held each of the two: their sum is the true delay of the path. The difference is its
 * error: the receiver's turnaround (from the data leaving the relay to the ACK reaching it), and
 * the time between the capture's clock and the relay's (the TAP devices' queues, waking the relay).
 */
final class SampleErrors {
  private static final double NS_PER_MS = 1e6;

  private final LongSeries measuredNs = new LongSeries();
  private final LongSeries trueNs = new LongSeries();
  private final LongSeries errorNs = new LongSeries();
  private final LongSeries absoluteErrorNs = new LongSeries();
  private final LongSeries turnaroundNs = new LongSeries();
  private final LongSeries captureNs = new LongSeries();
  private long impossible;

  /** A sample whose data frame never left the relay, so it cannot have been acknowledged. */
  void addImpossible() {
    impossible++;
  }

  void add(long measured, long path, long turnaround) {
    long error = measured - path;
    measuredNs.add(measured);
    trueNs.add(path);
    errorNs.add(error);
    absoluteErrorNs.add(Math.abs(error));
    turnaroundNs.add(turnaround);
    captureNs.add(Math.abs(error - turnaround));
  }

  LongSeries measuredNs() {
    return measuredNs;
  }

  LongSeries trueNs() {
    return trueNs;
  }

  static String heading() {
    return "| verdict | class | samples | measured p50 | p99 | true p50 | p99 | error p50 | \\|error\\|"
        + " p99 | max | turnaround p50 | p99 | capture p50 | p99 | impossible |\n"
        + "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n";
  }

  /** One line of the table, times in ms. */
  String line(String verdict, String sampleClass) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %d | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f"
            + " | %d |\n",
        verdict,
        sampleClass,
        measuredNs.size() + impossible,
        measuredNs.percentile(50) / NS_PER_MS,
        measuredNs.percentile(99) / NS_PER_MS,
        trueNs.percentile(50) / NS_PER_MS,
        trueNs.percentile(99) / NS_PER_MS,
        errorNs.percentile(50) / NS_PER_MS,
        absoluteErrorNs.percentile(99) / NS_PER_MS,
        absoluteErrorNs.max() / NS_PER_MS,
        turnaroundNs.percentile(50) / NS_PER_MS,
        turnaroundNs.percentile(99) / NS_PER_MS,
        captureNs.percentile(50) / NS_PER_MS,
        captureNs.percentile(99) / NS_PER_MS,
        impossible);
  }
}
