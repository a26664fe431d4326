package io.rttd.reporting.file;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.model.Verdict;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.SnapshotMerger;
import java.util.List;

/** Makes reports of one second on eth0. */
final class Reports {
  static final long SECOND_NS = 1_000_000_000L;

  /** A time of day in 2026, on a full second. */
  static final long START_NS = 1_767_225_600L * SECOND_NS;

  private Reports() {}

  /** The report of the second number {@code second}. */
  static Report report(int second, PairInterval... pairs) {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[Verdict.EXACT.ordinal()] = 7;
    return new SnapshotMerger("eth0", List.of("team:net \"a\"</script>"), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                new FakeShard(0, 1)
                    .snapshot(
                        START_NS + (second + 1) * SECOND_NS,
                        false,
                        ShardGauges.NONE,
                        verdicts,
                        pairs)),
            0,
            CaptureReading.NONE);
  }
}
