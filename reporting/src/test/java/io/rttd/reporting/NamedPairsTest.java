package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.model.Addresses;
import io.rttd.model.CaptureReading;
import io.rttd.model.PairKey;
import io.rttd.model.PeerNaming;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NamedPairsTest {
  private final NamedPairs<String> named = new NamedPairs<>(2);

  @Test
  void shouldNameTheBusiest() {
    assertThat(named.choose(Map.of("a", 1L, "b", 5L, "c", 3L))).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void shouldNotChangeNamesForAFewSamplesMore() {
    named.choose(Map.of("a", 100L, "b", 100L));

    assertThat(named.choose(Map.of("a", 100L, "b", 100L, "c", 150L)))
        .containsExactlyInAnyOrder("a", "b");
    assertThat(named.choose(Map.of("a", 100L, "b", 90L, "c", 1000L)))
        .containsExactlyInAnyOrder("a", "c");
  }

  @Test
  void shouldForgetThoseThatFellSilent() {
    named.choose(Map.of("a", 1000L, "b", 1000L));
    for (int i = 0; i < 20; i++) {
      named.choose(Map.of());
    }

    assertThat(named.choose(Map.of("c", 1L, "d", 1L))).containsExactlyInAnyOrder("c", "d");
  }

  @Test
  void shouldNameAllWithoutALimit() {
    assertThat(new NamedPairs<String>(0).choose(Map.of("a", 0L, "b", 1L))).hasSize(2);
  }

  /** 200,000 peers come and go, 20,000 an interval, and 100 of them have most of the traffic. */
  @Test
  void shouldReportTenThousandOfManyPeersAndTheBusiestAmongThem() {
    int maxPairs = 10_000;
    SnapshotMerger merger = new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES, maxPairs);
    FakeShard shard = new FakeShard(0, 1);
    Set<String> busiest =
        IntStream.range(0, 100).mapToObj(i -> key(i).dst()).collect(Collectors.toSet());
    long samples = 0;
    long reported = 0;
    for (int interval = 0; interval < 10; interval++) {
      PairInterval[] peers = new PairInterval[20_000];
      for (int i = 0; i < peers.length; i++) {
        boolean busy = i < 100;
        peers[i] = shortRtts(key(busy ? i : interval * peers.length + i), busy ? 20 : 1);
        samples += peers[i].count();
      }

      Report report =
          merger.merge(List.of(shard.snapshot(interval, false, peers)), 0, CaptureReading.NONE);

      Set<String> names = new HashSet<>();
      report.peers().forEach(peer -> names.add(peer.dst()));
      assertThat(names).hasSize(report.peers().size()).contains("other").containsAll(busiest);
      assertThat(names.size()).isLessThanOrEqualTo(maxPairs + 1);
      reported += report.peers().stream().mapToLong(PairReport::count).sum();
    }
    assertThat(reported).as("folded, not lost").isEqualTo(samples);
  }

  @Test
  void shouldFoldTheStatisticsOfTheRestTogether() {
    SnapshotMerger merger = new SnapshotMerger("eth0", List.of(), PeerNaming.ADDRESSES, 1);
    Report report =
        merger.merge(
            List.of(
                new FakeShard(0, 1)
                    .snapshot(
                        1,
                        false,
                        Samples.of("10.0.0.1", "10.0.0.2").held(1, 1, 1, 1).build(),
                        Samples.of("10.0.0.1", "10.0.0.3").prompt(1000, 3000).build(),
                        Samples.of("10.0.0.1", "10.0.0.4").at(9).held(8000).retransmits(2).build(),
                        Samples.of(PairKey.OTHER).held(4000).build())),
            0,
            CaptureReading.NONE);

    assertThat(report.peers())
        .extracting(PairReport::dst)
        .containsExactlyInAnyOrder("10.0.0.2", "other");
    PairReport other =
        report.peers().stream().filter(peer -> peer.dst().equals("other")).findAny().orElseThrow();
    Map<String, Object> found = new HashMap<>();
    found.put("count", other.count());
    found.put("mean", other.rtt().meanNs());
    found.put("min", other.rtt().minNs());
    found.put("max", other.rtt().maxNs());
    found.put("last", other.rtt().lastNs());
    found.put("jitter", other.rtt().jitterNs());
    found.put("retransmits", other.retransmits());
    assertThat(found)
        .isEqualTo(
            Map.of(
                "count", 4L,
                "mean", 4000.0,
                "min", 1000L,
                "max", 8000L,
                "last", 8000L,
                "jitter", 2000.0,
                "retransmits", 2L));
    assertThat(other.all().getTotalCount()).isEqualTo(4);
    assertThat(other.path().getTotalCount()).isEqualTo(2);
    assertThat(other.key()).isEqualTo(PairKey.OTHER);
  }

  /** Small histograms, because there are many. */
  private static PairInterval shortRtts(PairKey key, int samples) {
    PairInterval interval = new PairInterval(10_000);
    interval.reset(key);
    for (int n = 0; n < samples; n++) {
      interval.record(n, 1000, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
    }
    return interval;
  }

  private static PairKey key(int peer) {
    return new PairKey(0, Addresses.ipv4Lo(0x0A00_0001), 0, Addresses.ipv4Lo(0x0B00_0000 + peer));
  }
}
