package io.rttd.engine.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.flow.TupleHash;
import io.rttd.engine.rtt.SampleClass;
import io.rttd.engine.rtt.SegmentKind;
import io.rttd.engine.snapshot.PeerInterval;
import io.rttd.engine.snapshot.PeerKey;
import io.rttd.engine.snapshot.ShardSnapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTableTest {
  private static final long MAX_RTT_NS = 60_000_000_000L;
  private final PeerTable peers = new PeerTable(3, MAX_RTT_NS, new TupleHash(9));

  @Test
  void shouldMergeTheFlowsOfOnePair() {
    int first = peers.acquire(0, 1, 0, 2);
    int second = peers.acquire(0, 1, 0, 2);
    assertThat(second).isEqualTo(first);
    sample(first, 10);
    sample(second, 20);
    ShardSnapshot snapshot = handOver();
    assertThat(snapshot.peers()).hasSize(1);
    assertThat(snapshot.peers().get(0).count()).isEqualTo(2);
    assertThat(snapshot.peers().get(0).key()).isEqualTo(new PeerKey(0, 1, 0, 2));
  }

  @Test
  void shouldKeepTheDirectionsOfAPairApart() {
    assertThat(peers.acquire(0, 1, 0, 2)).isNotEqualTo(peers.acquire(0, 2, 0, 1));
  }

  @Test
  void shouldFoldWhatIsBeyondTheCapIntoOnePair() {
    for (int i = 0; i < 10; i++) {
      sample(peers.acquire(0, 1, 0, 100 + i), 5);
    }
    ShardSnapshot snapshot = handOver();
    assertThat(peers.size()).isEqualTo(3);
    assertThat(peers.folded()).isEqualTo(7);
    assertThat(snapshot.peers())
        .filteredOn(p -> p.key().equals(PeerKey.OTHER))
        .singleElement()
        .satisfies(p -> assertThat(p.count()).isEqualTo(7));
    assertThat(PeerKey.OTHER.dst()).isEqualTo("other");
  }

  @Test
  void shouldForgetAPairThatNoFlowRefersTo() {
    int peer = peers.acquire(0, 1, 0, 2);
    sample(peer, 10);
    peers.release(peer);
    assertThat(handOver().peers()).hasSize(1);
    assertThat(peers.size()).isZero();
    assertThat(handOver().peers()).isEmpty();
    sample(peers.acquire(0, 7, 0, 8), 1);
    assertThat(handOver().peers().get(0).key()).isEqualTo(new PeerKey(0, 7, 0, 8));
  }

  @Test
  void shouldReportNothingOfAPairWithoutSamples() {
    int peer = peers.acquire(0, 1, 0, 2);
    sample(peer, 10);
    handOver();
    assertThat(handOver().peers()).isEmpty();
    sample(peer, 30);
    PeerInterval again = handOver().peers().get(0);
    assertThat(again.count()).isEqualTo(1);
    assertThat(again.minNs()).isEqualTo(30);
  }

  @Test
  void shouldStartEachRecycledIntervalEmpty() {
    int peer = peers.acquire(0, 1, 0, 2);
    sample(peer, 10);
    sample(peer, 50);
    ShardSnapshot first = new ShardSnapshot(0, 1, peers::takeBack);
    peers.handOver(first);
    PeerInterval used = first.peers().get(0);
    first.recycle();
    sample(peer, 30);
    PeerInterval next = handOver().peers().get(0);
    assertThat(next).isSameAs(used);
    assertThat(next.count()).isEqualTo(1);
    assertThat(next.maxNs()).isEqualTo(30);
    assertThat(next.jitterCount()).isZero();
    assertThat(next.histogramOf(SampleClass.HELD).orElseThrow().getTotalCount()).isEqualTo(1);
  }

  @Test
  void shouldStayWithinItsIntervalsWhenNobodyGivesThemBack() {
    int[] pairs = {peers.acquire(0, 1, 0, 2), peers.acquire(0, 1, 0, 3), peers.acquire(0, 1, 0, 4)};
    List<ShardSnapshot> kept = new ArrayList<>();
    for (int report = 0; report < 100; report++) {
      for (int pair : pairs) {
        sample(pair, 10);
        sample(pair, 20);
      }
      kept.add(handOver());
    }
    assertThat(peers.bytes()).isLessThanOrEqualTo(2 * (3 + 1) * PeerInterval.MAX_BYTES);
    peers.handOverOther(kept.get(kept.size() - 1));
    List<PeerInterval> measured = kept.stream().flatMap(s -> s.peers().stream()).toList();
    assertThat(measured).doesNotHaveDuplicates();
    assertThat(measured.stream().mapToLong(PeerInterval::count).sum()).isEqualTo(100 * 3 * 2);
    assertThat(peers.folded()).isPositive();
  }

  @Test
  void shouldTellPairsApartAgainWhenIntervalsComeBack() {
    int pair = peers.acquire(0, 1, 0, 2);
    List<ShardSnapshot> kept = new ArrayList<>();
    for (int report = 0; report < 20; report++) {
      sample(pair, 10);
      kept.add(handOver());
    }
    kept.forEach(peers::takeBack);
    handOver();
    sample(pair, 30);
    assertThat(handOver().peers())
        .singleElement()
        .satisfies(p -> assertThat(p.key()).isEqualTo(new PeerKey(0, 1, 0, 2)))
        .satisfies(p -> assertThat(p.count()).isEqualTo(1));
  }

  private void sample(int peer, long rttNs) {
    peers
        .current(peer)
        .record(1, rttNs, PeerInterval.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
  }

  private ShardSnapshot handOver() {
    ShardSnapshot snapshot = new ShardSnapshot(0, 1, s -> {});
    peers.handOver(snapshot);
    return snapshot;
  }
}
