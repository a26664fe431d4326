package io.rttd.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.snapshot.PairInterval;
import io.rttd.engine.snapshot.ShardSnapshot;
import io.rttd.model.PairCounter;
import io.rttd.model.Segment;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** What a shard counts of a client's and a server's segments, pair by pair; times are in ms. */
abstract class PairCountsFixture extends ShardFixture {
  static final long MS = 1_000_000L;

  final Map<String, Map<PairCounter, Long>> counts = new TreeMap<>();

  PairCountsFixture() {
    super(MS, 0);
  }

  void tick(long ms) {
    control(Segment.KIND_TICK, ms);
  }

  void report(long ms) {
    control(Segment.KIND_REPORT, ms);
  }

  void last(long ms) {
    control(Segment.KIND_LAST_REPORT, ms);
  }

  Map<PairCounter, Long> of(String pair) {
    assertThat(counts).containsKey(pair);
    return counts.get(pair);
  }

  @Override
  void collect(ShardSnapshot snapshot) {
    for (PairInterval interval : snapshot.peers()) {
      Map<PairCounter, Long> sums =
          counts.computeIfAbsent(
              interval.key().src() + ">" + interval.key().dst(),
              name -> new EnumMap<>(PairCounter.class));
      for (PairCounter counter : PairCounter.values()) {
        sums.merge(counter, interval.counts().get(counter), Long::sum);
      }
    }
    snapshot.recycle();
  }
}
