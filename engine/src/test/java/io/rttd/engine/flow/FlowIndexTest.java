package io.rttd.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.memory.Slab;
import io.rttd.model.Segment;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.collections.Int2IntHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The index alone, with hashes that collide as no seeded hash lets them. */
class FlowIndexTest {
  private static final int STEPS = 40_000;

  private final FlowRecords records = new FlowRecords(0, 20_000, MemoryBudget.unlimited());

  @ParameterizedTest
  @CsvSource({
    "1, 10, 1, 1",
    "2, 120, 3, 0x100000000",
    "3, 1400, 40, 1",
    "4, 6000, 500, 0x100000000",
    "5, 20000, 100000, 0x100000001",
    "6, 20000, 5000, 0x9E3779B97F4A7C15"
  })
  void shouldAgreeWithAMapWhereHashesCollide(long seed, int tuples, int hashes, String hashStep) {
    long step =
        Long.parseUnsignedLong(hashStep.replace("0x", ""), hashStep.startsWith("0x") ? 16 : 10);
    Random random = new Random(seed);
    FlowIndex index = new FlowIndex(records);
    Map<Integer, Integer> flows = new HashMap<>();
    for (int i = 0; i < STEPS; i++) {
      int tuple = random.nextInt(tuples);
      long hash = tuple % hashes * step;
      Segment segment = segment(tuple);
      int known = flows.getOrDefault(tuple, Slab.NIL);
      assertThat(index.find(hash, segment)).isEqualTo(known);
      if (known == Slab.NIL) {
        int flow = records.allocate(segment);
        index.add(hash, flow);
        flows.put(tuple, flow);
      } else if (random.nextInt(3) > 0) {
        index.remove(hash, known);
        records.free(known);
        flows.remove(tuple);
      }
    }
    flows.forEach(
        (tuple, flow) ->
            assertThat(index.find(tuple % hashes * step, segment(tuple))).isEqualTo(flow));
  }

  @Test
  void shouldStayAsItWasWhenAMapCannotGrow() {
    FlowIndex index = new FlowIndex(records, MapWithoutMemory::new);
    int flows = 0;
    while (flows < 6) {
      index.add((long) flows << 32, records.allocate(segment(flows)));
      flows++;
    }
    int seventh = records.allocate(segment(flows));
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> index.add(6L << 32, seventh)).isInstanceOf(OutOfMemoryError.class);
    }

    assertThat(index.find(6L << 32, segment(6))).isEqualTo(Slab.NIL);
    for (int i = 0; i < flows; i++) {
      assertThat(index.find((long) i << 32, segment(i))).isNotEqualTo(Slab.NIL);
    }
  }

  /** One map of 3,276 flows is full; its first split finds no memory, and its second does. */
  @Test
  void shouldStayAsItWasWhenAMapCannotBeSplit() {
    AtomicInteger maps = new AtomicInteger();
    FlowIndex index =
        new FlowIndex(
            records,
            entries -> {
              if (maps.incrementAndGet() == 2) {
                throw new OutOfMemoryError("no memory for a test");
              }
              return new Int2IntHashMap(entries, 0.8f, Slab.NIL);
            });
    for (int i = 0; i < 3276; i++) {
      index.add((long) i << 32, records.allocate(segment(i)));
    }
    int next = records.allocate(segment(3276));
    assertThatThrownBy(() -> index.add(3276L << 32, next)).isInstanceOf(OutOfMemoryError.class);
    assertThat(index.find(3276L << 32, segment(3276))).isEqualTo(Slab.NIL);
    index.add(3276L << 32, next);

    assertThat(maps).hasValue(3);
    for (int i = 0; i <= 3276; i++) {
      assertThat(index.find((long) i << 32, segment(i))).isNotEqualTo(Slab.NIL);
    }
  }

  @Test
  void shouldHaveFullMapsWhateverTheShard() {
    for (int shards : new int[] {1, 2, 3, 16}) {
      FlowRecords many = new FlowRecords(0, 100_000, MemoryBudget.unlimited());
      FlowIndex index = new FlowIndex(many);
      SplittableRandom random = new SplittableRandom(shards);
      for (int i = 0; i < 100_000; i++) {
        // As a shard's publisher chooses: by the uppermost bits.
        long key = random.nextLong(1L << 32) / shards;
        index.add(key << 32, many.allocate(segment(i)));
      }
      // 100,000 flows in 32 maps, some of which were split early.
      assertThat(index.bytes()).isBetween(32L * 4096 * 8, 40L * 4096 * 8);
    }
  }

  private static Segment segment(int tuple) {
    Segment segment = new Segment();
    segment.srcLo = tuple;
    segment.srcPort = 1;
    segment.dstLo = -1;
    segment.dstPort = 443;
    return segment;
  }

  /** As a map for which there is no memory beyond its first eight entries. */
  private static final class MapWithoutMemory extends Int2IntHashMap {
    private static final long serialVersionUID = 1;

    MapWithoutMemory(int entries) {
      super(entries, 0.8f, Slab.NIL);
    }

    @Override
    public int put(int key, int value) {
      int before = super.put(key, value);
      if (size() > 6) {
        throw new OutOfMemoryError("no memory for a test");
      }
      return before;
    }
  }
}
