package io.rttd.otlp;

import io.rttd.config.Endpoint;
import io.rttd.config.OtlpConfig;
import io.rttd.config.OtlpConfig.Temporality;
import io.rttd.config.ReportingConfig;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.model.CaptureCounts;
import io.rttd.model.CaptureReading;
import io.rttd.model.PeerNaming;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Verdict;
import io.rttd.reporting.FakeShard;
import io.rttd.reporting.Report;
import io.rttd.reporting.SnapshotMerger;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reports and configurations for tests. */
final class Reports {
  static final long SECOND_NS = 1_000_000_000L;

  private static final FakeShard SHARD = new FakeShard(0, 1);

  private Reports() {}

  /** The report of the second that ends then. */
  static Report of(long second, PairInterval... peers) {
    long[] verdicts = new long[Verdict.values().length];
    verdicts[Verdict.EXACT.ordinal()] = 2;
    return new SnapshotMerger("eth0", List.of("rack:b7"), PeerNaming.ADDRESSES)
        .merge(
            List.of(
                SHARD.snapshot(
                    second * SECOND_NS,
                    false,
                    new ShardGauges(5, 6, 7, 8, 0, SegmentAccount.NONE),
                    verdicts,
                    peers)),
            3_000_000,
            new CaptureReading(CaptureCounts.of(counter -> 10 + counter.ordinal()), 0.25));
  }

  static OtlpConfig otlp(String url, Temporality temporality) {
    return new OtlpConfig(
        URI.create(url),
        Map.of("api-key", "s3cret"),
        temporality,
        true,
        Duration.ofSeconds(5),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Map.of("deployment.environment.name", "test"));
  }

  static ReportingConfig config(OtlpConfig otlp, String... metrics) {
    return new ReportingConfig(
        Optional.<Endpoint>empty(),
        Duration.ofSeconds(1),
        List.of(50.0, 99.0),
        true,
        Set.of(metrics),
        List.of("team:net", "team:edge", "canary"),
        Optional.empty(),
        ReportingConfig.DEFAULT_BUCKETS,
        Optional.of(otlp));
  }
}
