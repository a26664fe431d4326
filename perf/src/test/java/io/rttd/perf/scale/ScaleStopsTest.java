package io.rttd.perf.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleStopsTest {
  private static final long STOP_NS = TimeUnit.MILLISECONDS.toNanos(30);

  private long nowNs = 1;
  private final StopClock clock = new StopClock(1024, () -> nowNs);
  private final SegmentClaims intake = new SegmentClaims();

  @BeforeEach
  void place() {
    clock.before(intake);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void shouldTellTheStopsOfGrowthAndOfTheBystander(int shards) {
    Map<String, Double> found = new ScaleStops(20_000, 50_000, shards, 10, 30_000).run();
    for (String name : ScaleCommand.STOPS) {
      assertThat(found).as(name).containsKey(name);
    }
    double openNs = found.get("open.ms") * 1e6;
    assertThat(found.get("open.max.us") * 1e3).isPositive().isLessThan(1.1 * openNs);
    assertThat(found.get("open.bystander.max.us")).isPositive();
  }

  @Test
  void shouldFindAStopOfAShard() {
    publish(1);
    clock.onSegment(intake.segment);
    nowNs += 1000;
    publish(64);
    nowNs += STOP_NS;
    clock.onSegment(intake.segment);

    assertThat(clock.take().getMaxValue()).isBetween(STOP_NS, STOP_NS * 102 / 100);
  }

  /** Nothing was there to handle: that is no stop. */
  @Test
  void shouldNotTakeAPauseOfTheTrafficForAStop() {
    publish(1);
    clock.onSegment(intake.segment);
    nowNs += STOP_NS;
    publish(64);
    nowNs += 1000;
    clock.onSegment(intake.segment);

    assertThat(clock.take().getMaxValue()).isLessThan(1100);
  }

  private void publish(long frame) {
    clock.claim().frame = frame;
    clock.publish();
  }
}
