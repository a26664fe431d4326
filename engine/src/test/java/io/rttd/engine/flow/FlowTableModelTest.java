package io.rttd.engine.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.engine.memory.MemoryBudget;
import io.rttd.engine.pair.PairLink;
import io.rttd.engine.rtt.HalfFlow;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table against a HashMap, through random arrivals, silences and evictions. */
class FlowTableModelTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long IDLE_S = 30;
  private static final int STEPS = 60_000;

  /** Tuple to the number that the test wrote into the flow's record. */
  private final Map<Integer, Integer> model = new HashMap<>();

  private final Map<Integer, Integer> tupleOfMark = new HashMap<>();
  private final HalfFlow half = new HalfFlow();
  private final Segment segment = new Segment();
  private long removedHalves;

  @ParameterizedTest
  @CsvSource({
    "1, 50000, 2000, 100000000",
    "2, 50000, 700, 100000000",
    "3, 20000, 1000000, 500000",
    "4, 1000000, 1000000, 4000000",
    "5, 40, 7, 100000000"
  })
  void shouldAgreeWithAMap(long seed, int tuples, int maxFlows, long bytes) {
    Random random = new Random(seed);
    MemoryBudget budget = new MemoryBudget(bytes);
    FlowTable table =
        new FlowTable(
            maxFlows,
            budget.share(bytes / 2),
            IDLE_S * SECOND,
            IDLE_S * SECOND / 2,
            new TupleHash(seed),
            this::onRemoval);
    int mark = 0;
    for (int step = 0; step < STEPS; step++) {
      long second = 1_700_000_000L + step / 500;
      int tuple = random.nextInt(tuples);
      address(tuple, random.nextBoolean(), second);
      int flow = table.findOrAdd(segment);
      table.wrapHalf(flow, true, half);
      Integer known = model.get(tuple);
      if (known == null) {
        assertThat(PairLink.pair(half)).isEqualTo(PairLink.NONE);
        PairLink.setPair(half, ++mark);
        model.put(tuple, mark);
        tupleOfMark.put(mark, tuple);
      } else {
        assertThat(PairLink.pair(half)).isEqualTo(known);
      }
      if (random.nextInt(10) > 0) {
        FlowStates.sent(half, 1);
        FlowStates.sent(table.wrapHalf(flow, false, new HalfFlow()), 1);
        table.updateState(flow, half, table.wrapHalf(flow, false, new HalfFlow()));
      }
      if (step % 250 == 0) {
        table.sweep(second * SECOND, halfOpen -> {});
      }
      assertThat(table.size()).isEqualTo(model.size()).isLessThanOrEqualTo(maxFlows);
    }
    assertThat(table.bytes()).isLessThanOrEqualTo(budget.usedBytes());
    assertThat(budget.usedBytes()).isLessThanOrEqualTo(bytes);
    assertThat(removedHalves).isEqualTo(2L * (mark - table.size()));
  }

  private void onRemoval(int flow, boolean first, HalfFlow removed) {
    removedHalves++;
    Integer tuple = tupleOfMark.remove(PairLink.pair(removed));
    if (tuple != null) {
      model.remove(tuple);
    }
  }

  private void address(int tuple, boolean forward, long second) {
    long near = 0x2001_0DB8_0000_0000L;
    int nearPort = 1 + tuple % 1000;
    segment.srcHi = forward ? near : 0;
    segment.srcLo = forward ? tuple / 1000 : 1;
    segment.srcPort = forward ? nearPort : 443;
    segment.dstHi = forward ? 0 : near;
    segment.dstLo = forward ? 1 : tuple / 1000;
    segment.dstPort = forward ? 443 : nearPort;
    segment.timeNs = second * SECOND;
  }
}
