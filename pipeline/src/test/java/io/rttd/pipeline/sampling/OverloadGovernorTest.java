package io.rttd.pipeline.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** A reading a second, on a clock of the test's own. */
class OverloadGovernorTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int ALL = OverloadGovernor.ALL;

  private final OverloadGovernor governor = new OverloadGovernor(3 * SECOND, 30 * SECOND);
  private long now = 1_000 * SECOND;
  private long drops = 17;
  private int changes;

  @Test
  void shouldTakeAllWhileNothingIsDropped() {
    run(3_600, share -> false);

    assertThat(governor.share()).isEqualTo(ALL);
  }

  @Test
  void shouldNotMindDropsFromBeforeItsFirstReading() {
    drops = 1_000_000;
    run(10, share -> false);

    assertThat(governor.share()).isEqualTo(ALL);
  }

  @Test
  void shouldNotMindABurst() {
    for (int burst = 0; burst < 20; burst++) {
      run(2, share -> true);
      run(10, share -> false);
    }

    assertThat(governor.share()).isEqualTo(ALL);
  }

  @Test
  void shouldHalveWhenDropsPersistAndKeepHalvingUntilTheyEnd() {
    run(3, share -> true);
    assertThat(governor.share()).isEqualTo(ALL);
    run(1, share -> true);
    assertThat(governor.share()).isEqualTo(ALL / 2);

    run(40, share -> share > ALL / 8);
    assertThat(governor.share()).isEqualTo(ALL / 8);
  }

  @Test
  void shouldCountDropsThatComeEveryOtherSecondAsLasting() {
    for (int i = 0; i < 10; i++) {
      run(1, share -> true);
      run(1, share -> false);
    }

    assertThat(governor.share()).isLessThan(ALL);
  }

  @Test
  void shouldKeepAThousandthHoweverLongItIsDropping() {
    run(3_600, share -> true);

    assertThat(governor.share()).isEqualTo(OverloadGovernor.LEAST);
  }

  @Test
  void shouldReturnToAllStepByStep() {
    run(20, share -> share > ALL / 4);
    assertThat(governor.share()).isEqualTo(ALL / 4);

    run(31, share -> false);
    assertThat(governor.share()).isEqualTo(ALL / 2);
    run(31, share -> false);
    assertThat(governor.share()).isEqualTo(ALL);
  }

  @Test
  void shouldChangeEverMoreRarelyUnderALoadBetweenTwoShares() {
    run(600, share -> share > ALL / 2);
    int first = changes;
    run(2_400, share -> share > ALL / 2);
    int later = changes - first;

    assertThat(first).isGreaterThan(4);
    assertThat(later).isLessThanOrEqualTo(2 * (2_400 / 480 + 1));
  }

  @Test
  void shouldStillReturnToAllAfterALongOverload() {
    run(3_600, share -> share > ALL / 2);
    run(16 * 30 + 40, share -> false);

    assertThat(governor.share()).isEqualTo(ALL);
  }

  private void run(int seconds, IntPredicate drops) {
    for (int i = 0; i < seconds; i++) {
      int before = governor.share();
      now += SECOND;
      this.drops += drops.test(before) ? 1_000 : 0;
      if (governor.onReading(now, this.drops) != before) {
        changes++;
      }
    }
  }
}
