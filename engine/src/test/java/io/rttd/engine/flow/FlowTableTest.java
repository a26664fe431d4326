package io.rttd.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.pair.PairLink;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FlowTableTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int HANDSHAKEN = 1;
  private static final int SMALL = 31;

  private int removedHalves;
  private final TupleHash hash = new TupleHash(42);
  private final HalfFlow oneEnd = new HalfFlow();
  private final HalfFlow otherEnd = new HalfFlow();

  @Test
  void shouldPutBothDirectionsIntoOneFlow() {
    FlowTable table = table(100);
    int flow = table.findOrAdd(segment(1, 40_000, 2, 80, 0));
    assertThat(table.findOrAdd(segment(2, 80, 1, 40_000, 0))).isEqualTo(flow);
    assertThat(isForward(table, flow, segment(1, 40_000, 2, 80, 0))).isTrue();
    assertThat(isForward(table, flow, segment(2, 80, 1, 40_000, 0))).isFalse();
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void shouldTellFlowsApartByEachPartOfTheTuple() {
    FlowTable table = table(100);
    Set<Integer> flows = new HashSet<>();
    flows.add(table.findOrAdd(segment(1, 40_000, 2, 80, 0)));
    flows.add(table.findOrAdd(segment(1, 40_001, 2, 80, 0)));
    flows.add(table.findOrAdd(segment(1, 40_000, 2, 81, 0)));
    flows.add(table.findOrAdd(segment(3, 40_000, 2, 80, 0)));
    flows.add(table.findOrAdd(segment(1, 40_000, 3, 80, 0)));
    flows.add(table.findOrAdd(segment(1, 80, 2, 40_000, 0)));
    Segment v6 = segment(1, 40_000, 2, 80, 0);
    v6.srcHi = 0x2001_0DB8_0000_0000L;
    flows.add(table.findOrAdd(v6));
    assertThat(flows).hasSize(7);
  }

  @Test
  void shouldKeepTheEndsApartWhenTheyDifferOnlyByPort() {
    FlowTable table = table(100);
    int flow = table.findOrAdd(segment(1, 40_000, 1, 80, 0));
    assertThat(table.findOrAdd(segment(1, 80, 1, 40_000, 0))).isEqualTo(flow);
    assertThat(isForward(table, flow, segment(1, 80, 1, 40_000, 0))).isFalse();
  }

  @Test
  void shouldTakeASegmentWithoutATimeForOneOfNow() {
    FlowTable table = table(100);
    table.findOrAdd(timeless(1));
    table.findOrAdd(timeless(2));
    table.sweep(1_700_000_000 * SECOND, halfOpen -> {});
    assertThat(table.size()).as("before any time was known").isEqualTo(2);
    table.sweep(1_700_000_200 * SECOND, halfOpen -> {});
    table.findOrAdd(timeless(1));
    table.sweep(1_700_000_400 * SECOND, halfOpen -> {});
    assertThat(table.size()).isEqualTo(1);
    table.sweep(1_700_000_600 * SECOND, halfOpen -> {});
    assertThat(table.size()).isZero();
  }

  private static Segment timeless(int client) {
    Segment segment = segment(client, 40_000, 9, 80, 0);
    segment.timeNs = Segment.NO_TIME;
    return segment;
  }

  @Test
  void shouldFindEveryFlowAgainAfterGrowing() {
    FlowTable table = table(50_000);
    int[] flows = new int[50_000];
    for (int i = 0; i < flows.length; i++) {
      flows[i] = table.findOrAdd(segment(i, 1, -1, 2, 0));
    }
    for (int i = 0; i < flows.length; i++) {
      assertThat(table.findOrAdd(segment(-1, 2, i, 1, 0))).isEqualTo(flows[i]);
    }
    assertThat(table.size()).isEqualTo(50_000);
    assertThat(table.evicted()).isZero();
  }

  @Test
  void shouldNeverHoldMoreThanItsCap() {
    FlowTable table = table(1000);
    for (int i = 0; i < 20_000; i++) {
      table.findOrAdd(segment(i, 1, -1, 2, i / 100));
    }
    assertThat(table.size()).isEqualTo(1000);
    assertThat(table.evicted()).isEqualTo(19_000);
    assertThat(removedHalves).isEqualTo(38_000);
  }

  @Test
  void shouldKeepEstablishedFlowsThroughAFloodOfHalfOpenOnes() {
    FlowTable table = table(1000);
    int[] established = new int[200];
    for (int i = 0; i < established.length; i++) {
      established[i] = establish(table, segment(i, 1, -1, 2, 0));
    }
    for (int i = 0; i < 100_000; i++) {
      table.findOrAdd(segment(1_000_000 + i, 1, -1, 2, 1));
    }
    long evictedBefore = table.evicted();
    for (int i = 0; i < established.length; i++) {
      assertThat(table.findOrAdd(segment(i, 1, -1, 2, 2))).isEqualTo(established[i]);
    }
    assertThat(table.evicted()).as("none of them had to be recreated").isEqualTo(evictedBefore);
  }

  @Test
  void shouldEvictTheIdlestAmongEstablishedFlows() {
    FlowTable table = table(SMALL);
    for (int i = 0; i < SMALL; i++) {
      establish(table, segment(i, 1, -1, 2, i == 7 ? 0 : 50));
    }
    table.findOrAdd(segment(1000, 1, -1, 2, 60));
    long evictedBefore = table.evicted();
    for (int i = 0; i < SMALL; i++) {
      if (i != 7) {
        table.findOrAdd(segment(i, 1, -1, 2, 60));
      }
    }
    assertThat(table.evicted()).isEqualTo(evictedBefore).isEqualTo(1);
  }

  @Test
  void shouldDropSilentFlowsAfterTheIdleTime() {
    FlowTable table = table(100);
    establish(table, segment(1, 1, 2, 2, 0));
    establish(table, segment(3, 1, 2, 2, 200));
    table.sweep(300 * SECOND, halfOpen -> {});
    assertThat(table.size()).isEqualTo(2);
    table.sweep(301 * SECOND, halfOpen -> {});
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.evicted()).isZero();
    assertThat(removedHalves).isEqualTo(2);
  }

  @Test
  void shouldDropFinishedFlowsSooner() {
    FlowTable table = table(100);
    int flow = establish(table, segment(1, 1, 2, 2, 0));
    table.wrapHalf(flow, true, oneEnd);
    table.wrapHalf(flow, false, otherEnd);
    FlowStates.reset(oneEnd);
    table.updateState(flow, oneEnd, otherEnd);
    table.sweep(60 * SECOND, halfOpen -> {});
    assertThat(table.size()).isEqualTo(1);
    table.sweep(61 * SECOND, halfOpen -> {});
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldTakeAFlowForFinishedOnceBothEndsAre() {
    FlowTable table = table(100);
    int flow = establish(table, segment(1, 1, 2, 2, 0));
    table.wrapHalf(flow, true, oneEnd);
    table.wrapHalf(flow, false, otherEnd);
    FlowStates.finished(oneEnd);
    table.updateState(flow, oneEnd, otherEnd);
    table.sweep(61 * SECOND, halfOpen -> {});
    assertThat(table.size()).as("one end still sends").isEqualTo(1);
    FlowStates.finished(otherEnd);
    table.updateState(flow, oneEnd, otherEnd);
    table.sweep(61 * SECOND, halfOpen -> {});
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldKeepFlowsForAsLongAsTheyAreActive() {
    FlowTable table = table(100);
    establish(table, segment(1, 1, 2, 2, 0));
    for (int second = 0; second <= 1000; second += 250) {
      table.findOrAdd(segment(1, 1, 2, 2, second));
      table.sweep((second + 100) * SECOND, halfOpen -> {});
    }
    assertThat(removedHalves).as("a flow that is alone").isZero();
    for (int second = 1000; second <= 2000; second += 250) {
      table.findOrAdd(segment(1, 1, 2, 2, second));
      table.findOrAdd(segment(3, 1, 2, 2, second));
      table.sweep((second + 100) * SECOND, halfOpen -> {});
    }
    assertThat(removedHalves).as("alternating between two").isZero();
  }

  @Test
  void shouldMakeAFlowAnewThatWasDroppedWhileItWasTheLatest() {
    FlowTable table = table(100);
    Segment segment = segment(1, 1, 2, 2, 0);
    int flow = establish(table, segment);
    FlowStates.sent(table.wrapHalf(flow, false, otherEnd), 100);
    PairLink.setPair(otherEnd, 7);
    table.sweep(400 * SECOND, halfOpen -> {});
    assertThat(table.size()).isZero();

    int again = table.findOrAdd(segment(1, 1, 2, 2, 400));
    assertThat(table.size()).isEqualTo(1);
    for (boolean first : new boolean[] {true, false}) {
      HalfFlow half = table.wrapHalf(again, first, oneEnd);
      assertThat(half.hasSent()).isFalse();
      assertThat(PairLink.pair(half)).isEqualTo(PairLink.NONE);
    }
  }

  @Test
  void shouldUseTheHashThatThePublisherComputed() {
    FlowTable table = table(100);
    Segment segment = segment(1, 1, 2, 2, 0);
    long computed = table.hash(segment);
    segment.flowHash = computed + 1;
    assertThat(table.hash(segment)).isEqualTo(computed + 1);
  }

  @Test
  void shouldPrefetchEachCacheLineOfARecord() {
    FlowTable table = table(100);
    Segment segment = segment(1, 1, 2, 2, 0);
    segment.srcHi = 1000;
    LookupBatch batch = new LookupBatch(3);
    batch.add(table.hash(segment));
    assertThat(table.prefetch(batch)).isZero();
    assertThat(batch.flow(0)).isEqualTo(FlowTable.NIL);
    int flow = establish(table, segment);
    long one = table.prefetch(batch);
    assertThat(batch.flow(0)).isEqualTo(flow);
    long sent = HANDSHAKEN;
    assertThat(one).isEqualTo(segment.srcHi + sent + sent + FlowAges.OPEN);

    batch.clear();
    batch.add(table.hash(segment(9, 9, 9, 9, 0)));
    batch.add(table.hash(segment));
    batch.add(table.hash(segment));
    assertThat(table.prefetch(batch))
        .as("reads another record for the new flow")
        .isEqualTo(3 * one);
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.flow(0)).isEqualTo(FlowTable.NIL);
    assertThat(batch.flow(2)).isEqualTo(flow);
  }

  @Test
  void shouldPrefetchNothingOnceAllFlowsWereRemoved() {
    FlowTable table = table(100);
    Segment segment = segment(1, 1, 2, 2, 0);
    segment.srcHi = 1000;
    establish(table, segment);
    table.sweep(400 * SECOND, halfOpen -> {});
    assertThat(table.size()).isZero();
    LookupBatch batch = new LookupBatch(1);
    batch.add(table.hash(segment));
    assertThat(table.prefetch(batch)).isZero();
    assertThat(batch.flow(0)).isEqualTo(FlowTable.NIL);
  }

  @Test
  void shouldNotTakeAHintThatNoLongerHolds() {
    FlowTable table = table(100);
    Segment segment = segment(1, 1, 2, 2, 0);
    int dropped = table.findOrAdd(segment);
    LookupBatch batch = new LookupBatch(1);
    batch.add(table.hash(segment));
    table.prefetch(batch);
    assertThat(batch.flow(0)).isEqualTo(dropped);
    table.sweep(400 * SECOND, halfOpen -> {});
    segment.timeNs = 400 * SECOND;

    int whileFree = table.findOrAdd(segment, batch.hash(0), batch.flow(0));
    assertThat(table.size()).isEqualTo(1);
    assertThat(table.findOrAdd(segment)).isEqualTo(whileFree);

    table.sweep(800 * SECOND, halfOpen -> {});
    int other = table.findOrAdd(segment(3, 3, 4, 4, 800));
    assertThat(other).as("the record was used again").isEqualTo(dropped);
    segment.timeNs = 800 * SECOND;
    assertThat(table.findOrAdd(segment, batch.hash(0), batch.flow(0))).isNotEqualTo(other);
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void shouldSweepAllOfALargeTableInAFewTicks() {
    FlowTable table = table(100_000);
    for (int i = 0; i < 100_000; i++) {
      table.findOrAdd(segment(i, 1, -1, 2, 0));
    }
    table.sweep(400 * SECOND, halfOpen -> {});
    assertThat(table.size()).isBetween(1, 90_000);
    for (int i = 0; i < 8; i++) {
      table.sweep(400 * SECOND, halfOpen -> {});
    }
    assertThat(table.size()).isZero();
  }

  @Test
  void shouldHoldAMillionFlowsInABudgetOf256Megabytes() {
    MemoryBudget budget = new MemoryBudget(256L << 20);
    FlowTable table = table(1 << 26, budget.share(217_000_000));
    for (int i = 0; i < 1_000_000; i++) {
      table.findOrAdd(segment(i, 1, -1, 2, 0));
    }
    assertThat(table.evicted()).isZero();
    assertThat(table.bytes()).isLessThan(budget.usedBytes());
  }

  @Test
  void shouldStopAtItsBudgetBeforeItsCap() {
    MemoryBudget budget = new MemoryBudget(3_000_000);
    FlowTable table = table(1_000_000, budget.share(1_000_000));
    for (int i = 0; i < 100_000; i++) {
      table.findOrAdd(segment(i, 1, -1, 2, 0));
      assertThat(table.bytes()).isLessThanOrEqualTo(3_000_000);
    }
    assertThat(table.size()).isBetween(12_000, 3_000_000 / FlowTable.BYTES_PER_FLOW);
    assertThat(table.evicted()).isEqualTo(100_000 - table.size());
  }

  private int establish(FlowTable table, Segment segment) {
    int flow = table.findOrAdd(segment);
    FlowStates.sent(table.wrapHalf(flow, true, oneEnd), HANDSHAKEN);
    FlowStates.sent(table.wrapHalf(flow, false, otherEnd), HANDSHAKEN);
    table.updateState(flow, oneEnd, otherEnd);
    return flow;
  }

  private FlowTable table(int maxFlows) {
    return table(maxFlows, MemoryBudget.unlimited());
  }

  private FlowTable table(int maxFlows, MemoryBudget.Share memory) {
    return new FlowTable(
        maxFlows, memory, 300 * SECOND, 60 * SECOND, hash, (flow, first, half) -> removedHalves++);
  }

  private static Segment segment(int src, int srcPort, int dst, int dstPort, long second) {
    Segment segment = new Segment();
    segment.srcLo = Addresses.ipv4Lo(src);
    segment.srcPort = srcPort;
    segment.dstLo = Addresses.ipv4Lo(dst);
    segment.dstPort = dstPort;
    segment.timeNs = second * SECOND;
    return segment;
  }

  private boolean isForward(FlowTable table, int flow, Segment segment) {
    return table.wrapEnds(flow, segment, oneEnd, otherEnd);
  }
}
