package io.rttd.perf.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BareMachineTest {
  @Test
  void shouldCountEachTimeThatWasDueHoweverLate() {
    Histogram delays = BareMachine.delays(2, 100_000, 1);

    assertThat(delays.getTotalCount()).isBetween(200_000L, 400_000L);
  }
}
