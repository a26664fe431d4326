package io.rttd.engine.pair;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairTime;
import io.rttd.model.Service;
import io.rttd.model.TimeStats;
import io.rttd.model.TupleHash;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleBatchTest {
  private static final long MAX_RTT_NS = 60_000_000_000L;
  private static final int TIMES = 33;

  /** Few pairs, whose times are counted at once, and many, whose times wait. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100, 300})
  void shouldCountEachTimeForItsPair(int pairs) {
    MemoryBudget memory = new MemoryBudget(1L << 30);
    PairTable table =
        new PairTable(
            pairs,
            pairs,
            MAX_RTT_NS,
            new TupleHash(9),
            memory.share(1L << 29),
            memory.share(1L << 29));
    SampleBatch batch = new SampleBatch(table);
    for (int pair = 0; pair < pairs; pair++) {
      int number = table.resolve(PairLink.NONE, 0, 1, 0, 2 + pair, Service.NONE);
      for (int i = 0; i < TIMES; i++) {
        batch.add(number, PairTime.RESPONSE, 1_000L * (pair + 1));
        batch.add(number, PairTime.HANDSHAKE, 1_000_000L * (pair + 1));
      }
    }
    batch.drain();
    ShardSnapshot snapshot = new ShardSnapshot(0, 1, back -> {});
    table.handOver(snapshot);

    assertThat(snapshot.peers()).hasSize(pairs);
    for (PairInterval interval : snapshot.peers()) {
      long pair = interval.key().dstLo() - 1;
      assertSame(interval.stats(PairTime.RESPONSE), 1_000 * pair);
      assertSame(interval.stats(PairTime.HANDSHAKE), 1_000_000 * pair);
    }
  }

  private static void assertSame(TimeStats stats, long ns) {
    assertThat(stats.count()).isEqualTo(TIMES);
    assertThat(stats.minNs()).isEqualTo(ns);
    assertThat(stats.maxNs()).isEqualTo(ns);
  }
}
