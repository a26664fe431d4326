package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardGauges;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentAccount;
import io.rttd.model.Service;
import io.rttd.model.Verdict;
import java.util.List;
import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.HistogramIterationValue;
import org.junit.jupiter.api.Test;

class SnapshotMergerTest {
  private static final long END_NS = 5_000_000_000L;
  private static final long MS = 1_000_000L;

  private final FakeShard one = new FakeShard(0, 2);
  private final FakeShard two = new FakeShard(1, 2);

  @Test
  void shouldMergeOnePairOfTwoShards() {
    PairInterval first = pair().at(100).prompt(10 * MS, 14 * MS).held(50 * MS).build();
    PairInterval second = pair().at(90).prompt(8 * MS).newFlow().held(60 * MS, 61 * MS).build();

    PairReport peer =
        onlyPeer(merge(one.snapshot(END_NS, false, first), two.snapshot(END_NS, false, second)));

    assertThat(peer.key()).isEqualTo(Samples.key("10.0.0.1", "10.0.0.2"));
    assertThat(peer.count()).isEqualTo(6);
    assertThat(peer.rtt().minNs()).isEqualTo(8 * MS);
    assertThat(peer.rtt().maxNs()).isEqualTo(61 * MS);
    assertThat(peer.rtt().meanNs()).isEqualTo((10 + 14 + 50 + 8 + 60 + 61) * MS / 6.0);
    assertThat(peer.all().getTotalCount()).isEqualTo(6);
    assertThat(peer.path().getTotalCount()).isEqualTo(3);
  }

  @Test
  void shouldMergeAPairOfOneServiceAndKeepServicesApart() {
    Service api = new Service(1, "api");
    Service web = new Service(2, "web");

    Report report =
        merge(
            one.snapshot(
                END_NS,
                false,
                Samples.of("10.0.0.1", "10.0.0.2", api).held(MS).build(),
                Samples.of("10.0.0.1", "10.0.0.2", web).held(MS).build()),
            two.snapshot(
                END_NS,
                false,
                Samples.of("10.0.0.1", "10.0.0.2", api).held(MS, MS).build(),
                pair().held(MS, MS).build()));

    assertThat(report.peers())
        .extracting(PairReport::service, PairReport::count)
        .containsExactly(tuple("api", 3L), tuple("", 2L), tuple("web", 1L));
  }

  @Test
  void shouldNameNoMorePairsWithTheirServicesThanAllowed() {
    PairInterval[] intervals = new PairInterval[10];
    for (int i = 0; i < intervals.length; i++) {
      Service service = new Service(i + 1, "service" + i);
      intervals[i] = Samples.of("10.0.0.1", "10.0.0.2", service).held(new long[20 - i]).build();
    }

    Report report =
        new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES, 3)
            .merge(List.of(one.snapshot(END_NS, false, intervals)), 0, CaptureReading.NONE);

    assertThat(report.peers())
        .extracting(PairReport::dst, PairReport::service, PairReport::count)
        .containsExactly(
            tuple("other", "", 17L + 16 + 15 + 14 + 13 + 12 + 11),
            tuple("10.0.0.2", "service0", 20L),
            tuple("10.0.0.2", "service1", 19L),
            tuple("10.0.0.2", "service2", 18L));
  }

  @Test
  void shouldTakeLastFromTheShardWhoseSampleIsLatest() {
    PairInterval late = pair().at(1000).held(7 * MS).build();
    PairInterval early = pair().at(10).held(9 * MS, 11 * MS).build();

    assertThat(
            onlyPeer(merge(one.snapshot(END_NS, false, late), two.snapshot(END_NS, false, early)))
                .rtt()
                .lastNs())
        .isEqualTo(7 * MS);
    assertThat(
            onlyPeer(merge(one.snapshot(END_NS, false, early), two.snapshot(END_NS, false, late)))
                .rtt()
                .lastNs())
        .isEqualTo(7 * MS);
  }

  @Test
  void shouldWeighJitterByItsSummandsNotByShards() {
    PairInterval many = pair().held(10 * MS, 12 * MS, 10 * MS, 12 * MS).build();
    PairInterval few = pair().held(10 * MS, 20 * MS).build();

    PairReport peer =
        onlyPeer(merge(one.snapshot(END_NS, false, many), two.snapshot(END_NS, false, few)));

    assertThat(peer.rtt().jitterNs()).isEqualTo((2 + 2 + 2 + 10) * MS / 4.0);
  }

  @Test
  void shouldHaveNoJitterAcrossFlowsAndNoHandshakeWithoutSyn() {
    PairInterval twoFlows = pair().held(10 * MS).newFlow().held(90 * MS).build();

    PairReport peer = onlyPeer(merge(one.snapshot(END_NS, false, twoFlows)));

    assertThat(peer.rtt().jitterNs()).isNaN();
    assertThat(peer.rtt().handshakeNs()).isNaN();
  }

  @Test
  void shouldAverageHandshakesOfAllShards() {
    PairInterval first =
        pair().handshake(10 * MS).newFlow().handshake(20 * MS).held(99 * MS).build();
    PairInterval second = pair().handshake(60 * MS).build();

    assertThat(
            onlyPeer(merge(one.snapshot(END_NS, false, first), two.snapshot(END_NS, false, second)))
                .rtt()
                .handshakeNs())
        .isEqualTo(30.0 * MS);
  }

  @Test
  void shouldAddHistogramsBucketByBucket() {
    Samples first = pair();
    Samples second = pair();
    AbstractHistogram expected = PairInterval.newHistogram(FakeShard.HIGHEST_NS);
    for (long i = 1; i <= 40_000; i++) {
      long rttNs = i * i * 30;
      (i % 2 == 0 ? first : second).held(rttNs);
      first.prompt(rttNs / 2);
      expected.recordValue(rttNs);
      expected.recordValue(rttNs / 2);
    }

    PairReport peer =
        onlyPeer(
            merge(
                one.snapshot(END_NS, false, first.build()),
                two.snapshot(END_NS, false, second.build())));

    assertThat(peer.all().getTotalCount()).isEqualTo(80_000);
    for (HistogramIterationValue bucket : expected.recordedValues()) {
      long valueNs = bucket.getValueIteratedTo();
      assertThat(peer.all().getCountAtValue(valueNs)).isEqualTo(bucket.getCountAtValueIteratedTo());
    }
  }

  @Test
  void shouldNotCountBeyondWhatNarrowCountersHold() {
    Samples first = pair();
    Samples second = pair();
    for (int i = 0; i < 20_000; i++) {
      first.held(5 * MS);
      second.held(5 * MS);
    }

    PairReport peer =
        onlyPeer(
            merge(
                one.snapshot(END_NS, false, first.build()),
                two.snapshot(END_NS, false, second.build())));

    assertThat(peer.all().getCountAtValue(5 * MS)).isEqualTo(40_000);
  }

  @Test
  void shouldLeaveTheShardsHistogramsAsTheyAre() {
    PairInterval first = pair().prompt(MS).held(2 * MS).build();
    PairInterval second = pair().prompt(3 * MS).build();

    merge(one.snapshot(END_NS, false, first), two.snapshot(END_NS, false, second));

    assertThat(first.histogramOf(SampleClass.PROMPT).orElseThrow().getTotalCount()).isEqualTo(1);
    assertThat(second.histogramOf(SampleClass.PROMPT).orElseThrow().getTotalCount()).isEqualTo(1);
  }

  @Test
  void shouldSortTheBusiestFirstThenByAddress() {
    Report report =
        merge(
            one.snapshot(
                END_NS,
                false,
                Samples.of("10.0.0.9", "10.0.0.2").held(MS).build(),
                Samples.of("10.0.0.1", "200.0.0.2").held(MS).build(),
                Samples.of("10.0.0.1", "100.0.0.2").held(MS).build(),
                Samples.of("2001:db8::1", "2001:db8::2").held(MS, MS).build()));

    assertThat(report.peers())
        .extracting(peer -> peer.src() + " " + peer.dst())
        .containsExactly(
            "2001:db8::1 2001:db8::2",
            "10.0.0.1 100.0.0.2",
            "10.0.0.1 200.0.0.2",
            "10.0.0.9 10.0.0.2");
  }

  @Test
  void shouldMergePairsThatShareTheirNames() {
    long backend = Samples.key("10.0.0.1", "10.0.0.2").dstLo();
    PeerNaming naming =
        address -> address.lo() == backend || address.lo() == backend + 1 ? "backend" : "me";
    SnapshotMerger merger = new SnapshotMerger("eth0", List.of(), naming);

    Report report =
        merger.merge(
            List.of(
                one.snapshot(
                    END_NS,
                    false,
                    Samples.of("10.0.0.1", "10.0.0.3").held(4 * MS).build(),
                    Samples.of("10.0.0.1", "10.0.0.2").held(2 * MS).build())),
            0,
            CaptureReading.NONE);

    PairReport peer = onlyPeer(report);
    assertThat(peer.src()).isEqualTo("me");
    assertThat(peer.dst()).isEqualTo("backend");
    assertThat(peer.key()).isEqualTo(Samples.key("10.0.0.1", "10.0.0.2"));
    assertThat(peer.count()).isEqualTo(2);
    assertThat(peer.rtt().meanNs()).isEqualTo(3.0 * MS);
  }

  @Test
  void shouldCallTheFoldedPairsOther() {
    Report report = merge(one.snapshot(END_NS, false, Samples.of(PairKey.OTHER).held(MS).build()));

    assertThat(onlyPeer(report).src()).isEqualTo("other");
    assertThat(onlyPeer(report).dst()).isEqualTo("other");
  }

  @Test
  void shouldSumVerdictsAndGaugesAndSpanTheInterval() {
    long[] some = new long[Verdict.values().length];
    some[Verdict.EXACT.ordinal()] = 5;
    long[] more = new long[Verdict.values().length];
    more[Verdict.EXACT.ordinal()] = 2;
    more[Verdict.POST_LOSS.ordinal()] = 1;

    Report report =
        merge(
            one.snapshot(
                END_NS,
                false,
                new ShardGauges(1, 2, 3, 4, 5, new SegmentAccount(6, 7, 8, 9, 10, 11)),
                some),
            two.snapshot(
                END_NS,
                false,
                new ShardGauges(10, 20, 30, 40, 50, new SegmentAccount(60, 70, 80, 90, 100, 110)),
                more));

    assertThat(report.verdicts())
        .containsExactly(entry(Verdict.EXACT, 7L), entry(Verdict.POST_LOSS, 1L));
    assertThat(report.gauges())
        .isEqualTo(
            new ShardGauges(11, 22, 33, 44, 55, new SegmentAccount(66, 77, 88, 99, 110, 121)));
    assertThat(report.endNs() - report.startNs()).isEqualTo(1_000_000_000L);
    assertThat(report.peers()).isEmpty();
  }

  @Test
  void shouldReportARetransmissionWithoutASample() {
    Report report = merge(one.snapshot(END_NS, false, pair().retransmits(3).build()));

    assertThat(onlyPeer(report).count()).isZero();
    assertThat(onlyPeer(report).retransmits()).isEqualTo(3);
    assertThat(onlyPeer(report).all().getTotalCount()).isZero();
  }

  @Test
  void shouldNeverGiveAPercentileOutsideTheSamples() {
    PairReport single =
        onlyPeer(merge(one.snapshot(END_NS, false, pair().prompt(20_000_001).build())));

    assertThat(single.percentileNs(1)).isEqualTo(20_000_001);
    assertThat(single.percentileNs(99.9)).isEqualTo(20_000_001);
    assertThat(single.pathPercentileNs(50)).isEqualTo(20_000_001);
    assertThat(single.pathMinNs()).isEqualTo(20_000_001);
  }

  @Test
  void shouldGivePercentilesWithinHalfABucket() {
    Samples samples = pair();
    for (long us = 1; us <= 100_000; us++) {
      samples.prompt(us * 1000);
    }

    PairReport peer = onlyPeer(merge(one.snapshot(END_NS, false, samples.build())));

    assertThat((double) peer.percentileNs(50)).isCloseTo(50e6, within(0.004 * 50e6));
    assertThat((double) peer.percentileNs(99.9)).isCloseTo(99.9e6, within(0.004 * 99.9e6));
    assertThat((double) peer.pathPercentileNs(10)).isCloseTo(10e6, within(0.004 * 10e6));
  }

  @Test
  void shouldReportFarMorePairsThanItKeepsHistogramsOf() {
    PairInterval[] pairs = new PairInterval[3000];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] =
          Samples.of("10.0." + i / 250 + "." + (i % 250 + 1), "10.1.0.1")
              .held(new long[i % 7 + 1])
              .prompt(i)
              .build();
    }

    Report report = merge(one.snapshot(END_NS, false, pairs));

    assertThat(report.peers()).hasSize(3000);
    assertThat(report.peers()).isSortedAccordingTo((a, b) -> Long.compare(b.count(), a.count()));
    assertThat(report.peers())
        .allSatisfy(
            peer -> {
              assertThat(peer.all().getTotalCount()).isEqualTo(peer.count());
              assertThat(peer.path().getTotalCount()).isEqualTo(1);
            });
  }

  private Report merge(ShardSnapshot... snapshots) {
    return new SnapshotMerger("eth0", List.of("team:a"), PeerNaming.ADDRESSES)
        .merge(List.of(snapshots), 0, CaptureReading.NONE);
  }

  private static Samples pair() {
    return Samples.of("10.0.0.1", "10.0.0.2");
  }

  private static PairReport onlyPeer(Report report) {
    assertThat(report.peers()).hasSize(1);
    return report.peers().get(0);
  }
}
