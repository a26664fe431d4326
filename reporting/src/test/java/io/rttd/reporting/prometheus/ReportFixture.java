package io.rttd.reporting.prometheus;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import io.rttd.reporting.SnapshotMerger;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reports of an interface whose pairs a test chooses. */
abstract class ReportFixture {
  static final long MS = 1_000_000L;

  private final FakeShard shard = new FakeShard(0, 1);

  Report report(long second, PairInterval... peers) {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[Verdict.EXACT.ordinal()] = 2;
    return new SnapshotMerger("eth0", List.of("a:b"), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                shard.snapshot(
                    TimeUnit.SECONDS.toNanos(second),
                    false,
                    new ShardGauges(5, 6, 7, 8, 0, SegmentAccount.NONE),
                    verdicts,
                    peers)),
            0,
            new CaptureReading(CaptureCounts.of(counter -> 10 + counter.ordinal()), 0.25));
  }

  static Samples pair() {
    return Samples.of("10.0.0.1", "10.0.0.2");
  }
}
