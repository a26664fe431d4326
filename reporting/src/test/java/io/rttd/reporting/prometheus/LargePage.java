package io.rttd.reporting.prometheus;

import io.rttd.config.Endpoint;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.reporting.DaemonCounts;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A process of {@link LargePageTest}: a sink with as many pairs as it keeps apart, with long names
 * and RTTs from 1 us to 30 s. Prints its port, and reports once a second until standard input ends.
 */
final class LargePage {
  private static final int PAIRS_PER_REPORT = 100;
  private static final PeerNaming LONG_NAMES =
      address -> address + ".a-host".repeat(12) + ".example.org";

  private LargePage() {}

  public static void main(String[] arguments) throws Exception {
    try (PrometheusSink sink =
        PrometheusSink.open(
            new Endpoint("tcp", "127.0.0.1", 0),
            Duration.ofSeconds(1),
            ReportingConfig.DEFAULT_BUCKETS,
            Long.MAX_VALUE,
            "1.2.3",
            new DaemonCounts())) {
      for (int from = 0; from < PrometheusTotals.MAX_PAIRS; from += PAIRS_PER_REPORT) {
        sink.onReport(report(from));
      }
      System.out.println(sink.address().replaceAll(".*:", ""));
      while (System.in.available() == 0) {
        Thread.sleep(1_000);
        sink.onReport(report(0));
      }
    }
  }

  private static Report report(int fromPair) {
    Samples[] pairs = new Samples[PAIRS_PER_REPORT];
    for (int i = 0; i < pairs.length; i++) {
      int pair = fromPair + i;
      pairs[i] = Samples.of("10.0.0.1", "10.1." + pair / 250 + "." + pair % 250);
      for (double rttNs = 1e3; rttNs < 30e9; rttNs *= 1.1) {
        pairs[i].prompt((long) rttNs);
      }
      pairs[i].handshake(1_000_000).retransmits(1).segments(1);
    }
    return new SnapshotMerger("eth0", List.of(), LONG_NAMES)
        .merge(
            List.of(
                new FakeShard(0, 1)
                    .snapshot(
                        1_000_000_000L,
                        false,
                        Arrays.stream(pairs).map(Samples::build).toArray(PairInterval[]::new))),
            0,
            CaptureReading.NONE);
  }
}
