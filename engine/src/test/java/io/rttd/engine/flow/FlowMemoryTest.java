package io.rttd.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import org.junit.jupiter.api.Test;

/** What a flow table says it takes, and what it finds before it is sure. */
class FlowMemoryTest {
  private static final long FIRST_MAP_BYTES = 8 * 8;
  private static final int FLOWS = 40_000;
  private static final long DAY_NS = 86_400_000_000_000L;

  private final FlowTable table =
      new FlowTable(
          FLOWS,
          MemoryBudget.unlimited(),
          DAY_NS,
          DAY_NS,
          new TupleHash(9),
          (flow, first, half) -> {});

  @Test
  void shouldTellTheMemoryOfRecordsIndexAndAges() {
    assertThat(table.bytes()).isEqualTo(FIRST_MAP_BYTES);
    fill();
    long least = FLOWS * (FlowRecords.BYTES + 8L + FlowAges.BYTES_PER_FLOW);
    long most =
        FLOWS * (FlowRecords.BYTES + FlowIndex.BYTES_PER_FLOW + (long) FlowAges.BYTES_PER_FLOW)
            + (2L << 20);
    assertThat(table.bytes()).isBetween(least, most);
  }

  @Test
  void shouldTellTheMemoryOfEachOfThem() {
    FlowRecords records = new FlowRecords(0, FLOWS, MemoryBudget.unlimited());
    FlowIndex index = new FlowIndex(records);
    FlowAges ages = new FlowAges(FLOWS, 1024);
    assertThat(index.bytes()).isEqualTo(FIRST_MAP_BYTES);
    assertThat(ages.bytes()).isZero();
    for (int i = 0; i < FLOWS; i++) {
      int flow = records.allocate(segment(i));
      index.add(table.hash(segment(i)), flow);
      ages.start(flow, 1);
      // One entry in a thousand is rounded off for each map.
      assertThat(index.bytes())
          .isLessThanOrEqualTo((i + 1L) * FlowIndex.BYTES_PER_FLOW * 1001 / 1000 + FIRST_MAP_BYTES);
    }
    // An entry of 8 bytes, at a load of 0.4 at least and 0.8 at most.
    assertThat(index.bytes()).isBetween(FLOWS * 10L, FLOWS * 20L);
    assertThat(ages.bytes()).isEqualTo(40 * 1024 * 4);
  }

  @Test
  void shouldGuessTheFlowOfAHash() {
    fill();
    for (int i = 0; i < FLOWS; i += 97) {
      Segment segment = segment(i);
      long hash = table.hash(segment);
      int flow = table.findOrAdd(segment, hash);
      assertThat(probableFlow(hash)).isEqualTo(flow);
    }
    assertThat(probableFlow(table.hash(segment(FLOWS + 1)))).isEqualTo(FlowTable.NIL);
    assertThat(table.size()).isEqualTo(FLOWS);
  }

  private int probableFlow(long hash) {
    LookupBatch batch = new LookupBatch(1);
    batch.add(hash);
    table.prefetch(batch);
    return batch.flow(0);
  }

  @Test
  void shouldKnowHowLongAFlowWasSilent() {
    FlowAges ages = new FlowAges(4, 4);
    ages.start(0, 100);
    ages.start(1, 100);
    assertThat(ages.silence(0, 107)).isEqualTo(7);
    assertThat(ages.silence(0, 90)).isEqualTo(-10);
    assertThat(ages.isIdler(0, 1)).isFalse();
    ages.setState(1, FlowAges.OPEN);
    ages.seen(1, 103);
    assertThat(ages.isIdler(0, 1)).isTrue();
    assertThat(ages.isIdler(1, 0)).isFalse();
    assertThat(ages.state(1)).isEqualTo(FlowAges.OPEN);
    assertThat(ages.silence(1, 107)).isEqualTo(4);
  }

  private void fill() {
    for (int i = 0; i < FLOWS; i++) {
      table.findOrAdd(segment(i));
    }
  }

  private static Segment segment(int i) {
    Segment segment = new Segment();
    segment.srcLo = Addresses.ipv4Lo(i);
    segment.dstLo = Addresses.ipv4Lo(-1);
    segment.srcPort = 1;
    segment.dstPort = 2;
    return segment;
  }
}
