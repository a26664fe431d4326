package io.rttd.pipeline.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SamplingScheduleTest {
  @Test
  void shouldMeasureFirstAndThenRestByTurns() {
    SamplingSchedule schedule = SamplingSchedule.alternating(1_000, 10, 50);

    for (int period = 0; period < 3; period++) {
      long start = 1_000 + period * 60L;
      assertThat(schedule.isOpen(start)).isTrue();
      assertThat(schedule.isOpen(start + 9)).isTrue();
      assertThat(schedule.isOpen(start + 10)).isFalse();
      assertThat(schedule.isOpen(start + 59)).isFalse();
    }
  }

  @Test
  void shouldMeasureAlwaysByDefault() {
    assertThat(SamplingSchedule.always().isOpen(Long.MIN_VALUE)).isTrue();
    assertThat(SamplingSchedule.always().isOpen(123_456_789)).isTrue();
  }

  @Test
  void shouldGiveTheMeanSinceTheLastReading() {
    SamplingMeter meter = new SamplingMeter(0, 1);
    meter.change(40, 0.5);
    assertThat(meter.read(80)).isCloseTo(0.75, within(1e-9));
    meter.change(90, 0);
    assertThat(meter.read(100)).isCloseTo(0.25, within(1e-9));
    assertThat(meter.read(100)).isZero();
    meter.change(100, 1);
    assertThat(meter.read(200)).isOne();
  }
}
