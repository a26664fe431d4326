package io.rttd.testbed.soak;

import io.rttd.model.CaptureCounter;
import io.rttd.model.SegmentAccount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The sums of a soak, each from two independent sources. */
final class SoakAccount {
  private static final List<String> SAMPLES = List.of("exact", "timestamp", "sack", "partial");

  private final List<List<String>> rows = new ArrayList<>();
  private boolean balances = true;

  /**
   * Compares the sums.
   *
   * @param passed packets that the interface counts
   * @param filtered of these, packets sent for the filter to reject
   * @param received sums of the metrics that arrived
   * @param jsonLines the daemon's own file of reports
   */
  SoakAccount(long passed, long filtered, Map<String, Double> received, Path jsonLines)
      throws IOException {
    long captured = sum(received, CaptureCounter.PACKETS.metric());
    long dropped = sum(received, CaptureCounter.KERNEL_DROPS.metric());
    row(
        "packets counted by the interface",
        passed,
        "measured "
            + number(captured)
            + " + filtered "
            + number(filtered)
            + " + dropped by the kernel "
            + number(dropped),
        captured + filtered + dropped);
    long samples = SAMPLES.stream().mapToLong(v -> sum(received, "rttd.verdict." + v)).sum();
    ReportSums file = ReportSums.of(jsonLines);
    row(
        "verdicts received over DogStatsD",
        sum(received, "rttd.verdict"),
        "verdicts in the daemon's file",
        file.verdicts());
    row(
        "verdicts received over DogStatsD",
        sum(received, "rttd.verdict"),
        "ACKs that covered an outstanding segment, cumulatively or by SACK",
        file.segments().acks());
    rowOfSegments(file.segments());
    row(
        "samples: verdicts received that are samples",
        samples,
        "`system.net.tcp.rtt.count`, received",
        sum(received, "system.net.tcp.rtt.count"));
    row(
        "samples: verdicts received that are samples",
        samples,
        "values of `system.net.tcp.rtt.dist`, received",
        sum(received, "system.net.tcp.rtt.dist"));
    row(
        "samples: verdicts received that are samples",
        samples,
        "histograms in the file",
        file.samples());
  }

  private void rowOfSegments(SegmentAccount segments) {
    row(
        "segments sent for the first time",
        segments.entered(),
        "acknowledged "
            + number(segments.acknowledged())
            + " + abandoned with their flow "
            + number(segments.abandoned())
            + " + left untimed "
            + number(segments.untimed())
            + " + outstanding at the end "
            + number(segments.outstanding()),
        segments.acknowledged()
            + segments.abandoned()
            + segments.untimed()
            + segments.outstanding());
  }

  private void row(String left, long leftSum, String right, long rightSum) {
    balances &= leftSum == rightSum && leftSum > 0;
    rows.add(List.of(left, number(leftSum), number(rightSum), right, number(leftSum - rightSum)));
  }

  /** What is compared: both sums and their difference. */
  List<List<String>> rows() {
    return rows;
  }

  /** Whether all differences are 0. */
  boolean balances() {
    return balances;
  }

  private static long sum(Map<String, Double> received, String name) {
    return Math.round(received.getOrDefault(name, 0.0));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
