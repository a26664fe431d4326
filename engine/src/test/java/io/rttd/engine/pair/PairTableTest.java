package io.rttd.engine.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairKey;
import io.rttd.model.RttStats;
import io.rttd.model.SampleClass;
import io.rttd.model.SegmentKind;
import io.rttd.model.Service;
import io.rttd.model.TupleHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairTableTest {
  private static final int OTHER = 0;
  private static final long MAX_RTT_NS = 60_000_000_000L;
  private static final long SMALL_BYTES = PairTable.leastBytes() + 4000;
  private PairTable peers = table(3, 100L << 20);

  @Test
  void shouldMergeTheFlowsOfOnePair() {
    int first = acquire(0, 1, 0, 2);
    int second = acquire(0, 1, 0, 2);
    assertThat(second).isEqualTo(first);
    sample(first, 10);
    sample(second, 20);
    ShardSnapshot snapshot = handOver();
    assertThat(snapshot.peers()).hasSize(1);
    assertThat(snapshot.peers().get(0).count()).isEqualTo(2);
    assertThat(snapshot.peers().get(0).key()).isEqualTo(new PairKey(0, 1, 0, 2));
  }

  @Test
  void shouldKeepTheDirectionsOfAPairApart() {
    assertThat(acquire(0, 1, 0, 2)).isNotEqualTo(acquire(0, 2, 0, 1));
  }

  @Test
  void shouldFoldWhatIsBeyondTheCapIntoOnePair() {
    for (int i = 0; i < 10; i++) {
      sample(acquire(0, 1, 0, 100 + i), 5);
    }
    ShardSnapshot snapshot = handOver();
    assertThat(peers.size()).isEqualTo(3);
    assertThat(peers.folded()).isEqualTo(7);
    assertThat(snapshot.peers())
        .filteredOn(p -> p.key().equals(PairKey.OTHER))
        .singleElement()
        .satisfies(p -> assertThat(p.count()).isEqualTo(7));
    assertThat(PairKey.OTHER.dst()).isEqualTo("other");
  }

  @Test
  void shouldForgetAPairThatNoFlowRefersTo() {
    int peer = acquire(0, 1, 0, 2);
    sample(peer, 10);
    peers.release(peer);
    assertThat(handOver().peers()).hasSize(1);
    assertThat(peers.size()).isZero();
    assertThat(handOver().peers()).isEmpty();
    sample(acquire(0, 7, 0, 8), 1);
    assertThat(handOver().peers().get(0).key()).isEqualTo(new PairKey(0, 7, 0, 8));
  }

  @Test
  void shouldReportNothingOfAPairWithoutSamples() {
    int peer = acquire(0, 1, 0, 2);
    sample(peer, 10);
    handOver();
    assertThat(handOver().peers()).isEmpty();
    sample(peer, 30);
    PairInterval again = handOver().peers().get(0);
    assertThat(again.count()).isEqualTo(1);
    assertThat(again.rtt().minNs()).isEqualTo(30);
  }

  @Test
  void shouldStartEachRecycledIntervalEmpty() {
    int peer = acquire(0, 1, 0, 2);
    sample(peer, 10);
    sample(peer, 50);
    ShardSnapshot first = new ShardSnapshot(0, 1, peers::takeBack);
    peers.handOver(first);
    PairInterval used = first.peers().get(0);
    first.recycle();
    sample(peer, 30);
    PairInterval next = handOver().peers().get(0);
    assertThat(next).isSameAs(used);
    assertThat(next.count()).isEqualTo(1);
    assertThat(next.rtt().maxNs()).isEqualTo(30);
    assertThat(next.rtt().jitterCount()).isZero();
    assertThat(next.histogramOf(SampleClass.HELD).orElseThrow().getTotalCount()).isEqualTo(1);
  }

  @Test
  void shouldStayWithinItsIntervalsWhenNoneIsReturned() {
    peers = table(3, SMALL_BYTES);
    int[] pairs = {acquire(0, 1, 0, 2), acquire(0, 1, 0, 3), acquire(0, 1, 0, 4)};
    List<ShardSnapshot> kept = new ArrayList<>();
    for (int report = 0; report < 100; report++) {
      for (int pair : pairs) {
        sample(pair, 10);
        sample(pair, 20);
      }
      kept.add(handOver());
    }
    assertThat(peers.bytes()).isLessThanOrEqualTo(SMALL_BYTES);
    peers.handOverOther(kept.get(kept.size() - 1));
    List<PairInterval> measured = kept.stream().flatMap(s -> s.peers().stream()).toList();
    assertThat(measured).doesNotHaveDuplicates();
    assertThat(measured.stream().mapToLong(PairInterval::count).sum()).isEqualTo(100 * 3 * 2);
    assertThat(peers.folded()).isPositive();
  }

  @Test
  void shouldTellPairsApartAgainWhenIntervalsComeBack() {
    int pair = acquire(0, 1, 0, 2);
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
        .satisfies(p -> assertThat(p.key()).isEqualTo(new PairKey(0, 1, 0, 2)))
        .satisfies(p -> assertThat(p.count()).isEqualTo(1));
  }

  @Test
  void shouldGiveABusyNewcomerThePlaceOfALightPair() {
    int[] flows = {acquire(0, 1, 0, 2), acquire(0, 1, 0, 3), acquire(0, 1, 0, 4)};
    sample(flows[0], 10);
    samples(flows[1], 50);
    samples(flows[2], 60);
    int busy = OTHER;
    for (int i = 0; i < 40; i++) {
      busy = peers.resolve(busy, 0, 1, 0, 77, Service.NONE);
      sample(busy, 5);
    }
    ShardSnapshot first = handOver();
    assertThat(count(first, PairKey.OTHER)).isEqualTo(40);
    peers.takeBack(first);

    busy = peers.resolve(busy, 0, 1, 0, 77, Service.NONE);
    sample(busy, 5);
    flows[0] = peers.resolve(flows[0], 0, 1, 0, 2, Service.NONE);
    sample(flows[0], 10);
    sample(peers.resolve(flows[1], 0, 1, 0, 3, Service.NONE), 10);

    ShardSnapshot snapshot = handOver();
    assertThat(count(snapshot, new PairKey(0, 1, 0, 77))).isEqualTo(1);
    assertThat(count(snapshot, new PairKey(0, 1, 0, 3))).isEqualTo(1);
    assertThat(count(snapshot, PairKey.OTHER)).isEqualTo(1);
    assertThat(peers.displaced()).isEqualTo(1);
    assertThat(peers.size()).isEqualTo(3);
  }

  @Test
  void shouldNotLetLightPairsComeAndGo() {
    for (int i = 0; i < 3; i++) {
      sample(acquire(0, 1, 0, i), 10);
    }
    int newcomer = OTHER;
    for (int i = 0; i < 15; i++) {
      newcomer = peers.resolve(newcomer, 0, 1, 0, 77, Service.NONE);
      sample(newcomer, 5);
    }
    handOver();
    assertThat(peers.resolve(newcomer, 0, 1, 0, 77, Service.NONE)).isEqualTo(OTHER);
    assertThat(peers.displaced()).isZero();
  }

  @Test
  void shouldNameTheBusiestOfFarMorePairsThanItHolds() {
    peers = table(1000, 3L << 20);
    int[] held = new int[20_100];
    Arrays.fill(held, PairLink.NONE);
    ShardSnapshot snapshot = new ShardSnapshot(0, 1, s -> {});
    for (int light = 0; light < 1000; light++) {
      sampleOf(held, light);
    }
    peers.handOver(snapshot);
    for (int interval = 0; interval < 4; interval++) {
      long sent = 0;
      for (int round = 0; round < 400; round++) {
        for (int busy = 20_000; busy < 20_100; busy++) {
          sent += sampleOf(held, busy);
        }
        for (int light = round; light < 20_000; light += 200) {
          sent += sampleOf(held, light);
        }
      }
      peers.takeBack(snapshot);
      peers.handOver(snapshot);
      assertThat(snapshot.peers().stream().mapToLong(PairInterval::count).sum()).isEqualTo(sent);
      assertThat(peers.size()).isLessThanOrEqualTo(1000);
      assertThat(peers.bytes()).isLessThanOrEqualTo(3L << 20);
    }
    for (int busy = 20_000; busy < 20_100; busy++) {
      assertThat(count(snapshot, new PairKey(0, 1, 0, busy)))
          .as("pair %d, %d displaced", busy, peers.displaced())
          .isEqualTo(400);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void shouldLoseNoSampleAndNoByteWhateverHappens(long seed) {
    long bytes = PairTable.leastBytes() + 50_000 * seed;
    peers = table(seed == 2 ? 40 : 100_000, bytes);
    Random random = new Random(seed);
    Map<PairKey, Long> sent = new HashMap<>();
    Map<PairKey, Long> reported = new HashMap<>();
    int[] held = new int[2000];
    Arrays.fill(held, PairLink.NONE);
    List<ShardSnapshot> away = new ArrayList<>();
    long samples = 0;
    for (int step = 0; step < 40_000; step++) {
      int flow = (int) Math.min(1999, Math.abs(random.nextGaussian()) * 500);
      if (random.nextInt(50) == 0 && held[flow] != PairLink.NONE) {
        peers.release(held[flow]);
        held[flow] = PairLink.NONE;
      } else {
        samples += sampleOf(held, flow);
        sent.merge(new PairKey(0, 1, 0, flow), 1L, Long::sum);
      }
      if (step % 4000 == 3999) {
        ShardSnapshot snapshot = new ShardSnapshot(0, 1, s -> {});
        peers.handOver(snapshot);
        snapshot.peers().forEach(p -> reported.merge(p.key(), p.count(), Long::sum));
        away.add(snapshot);
        if (random.nextBoolean()) {
          away.forEach(peers::takeBack);
          away.clear();
        }
      }
      assertThat(peers.bytes()).isLessThanOrEqualTo(bytes);
    }
    ShardSnapshot last = new ShardSnapshot(0, 1, s -> {});
    peers.handOver(last);
    peers.handOverOther(last);
    last.peers().forEach(p -> reported.merge(p.key(), p.count(), Long::sum));
    assertThat(reported.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(samples);
    reported.remove(PairKey.OTHER);
    assertThat(reported)
        .allSatisfy((key, count) -> assertThat(count).isLessThanOrEqualTo(sent.get(key)));
  }

  private int sampleOf(int[] held, int flow) {
    held[flow] = peers.resolve(held[flow], 0, 1, 0, flow, Service.NONE);
    sample(held[flow], 1000L * flow);
    return 1;
  }

  private int acquire(long srcHi, long srcLo, long dstHi, long dstLo) {
    return peers.resolve(PairLink.NONE, srcHi, srcLo, dstHi, dstLo, Service.NONE);
  }

  private static PairTable table(int maxPeers, long bytes) {
    MemoryBudget budget = new MemoryBudget(bytes);
    long forPairs = PairTable.leastBytes() + (bytes - PairTable.leastBytes()) / 4;
    MemoryBudget.Share pairs = budget.share(forPairs);
    MemoryBudget.Share counts = budget.share((bytes - forPairs) / 4);
    return new PairTable(
        maxPeers, PairTable.NAMED_FOR_COUNTS, MAX_RTT_NS, new TupleHash(9), pairs, counts);
  }

  private void samples(int peer, int count) {
    for (int i = 0; i < count; i++) {
      sample(peer, 10);
    }
  }

  private void sample(int peer, long rttNs) {
    peers.record(peer, 1, rttNs, RttStats.NO_PREVIOUS, SampleClass.HELD, SegmentKind.DATA);
  }

  private static long count(ShardSnapshot snapshot, PairKey key) {
    return snapshot.peers().stream()
        .filter(p -> p.key().equals(key))
        .mapToLong(PairInterval::count)
        .sum();
  }

  private ShardSnapshot handOver() {
    ShardSnapshot snapshot = new ShardSnapshot(0, 1, s -> {});
    peers.handOver(snapshot);
    return snapshot;
  }
}
