package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class CopyScheduleTest {
  private static final long START_NS = 1_700_000_000_000_000_000L;
  private static final int SLOW = 40_000;
  private static final int FAST = 200_000;

  private long nowNs = START_NS;

  @Test
  void shouldLookAtEveryFrameWherePausesAreNotAllowed() {
    assertThat(share(CopySchedule.always(), FAST, 20)).isEqualTo(1);
  }

  @Test
  void shouldLookAtEveryFrameOfTheFirstTenSeconds() {
    assertThat(share(CopySchedule.withPauses(), FAST, 10)).isEqualTo(1);
  }

  @Test
  void shouldLookAtASixteenthOfManyFramesWhereNoneIsACopy() {
    CopySchedule schedule = CopySchedule.withPauses();
    share(schedule, FAST, 11);

    assertThat(share(schedule, FAST, 10)).isCloseTo(1.0 / 16, within(0.002));
  }

  @Test
  void shouldLookAtEveryFrameWhereThereAreFew() {
    CopySchedule schedule = CopySchedule.withPauses();
    share(schedule, SLOW, 11);

    assertThat(share(schedule, SLOW, 10)).isEqualTo(1);
  }

  @Test
  void shouldLookAtEveryFrameUntilTenSecondsAfterACopy() {
    CopySchedule schedule = CopySchedule.withPauses();
    share(schedule, FAST, 20);
    while (!schedule.isLooking(nowNs)) {
      nowNs += TimeUnit.MILLISECONDS.toNanos(1);
    }
    schedule.onCopy(nowNs);

    assertThat(share(schedule, FAST, 10)).isEqualTo(1);
    assertThat(share(schedule, FAST, 10)).isCloseTo(1.0 / 16, within(0.01));
  }

  @Test
  void shouldLookAgainAtOnceWhenTheClockIsSetBack() {
    CopySchedule schedule = CopySchedule.withPauses();
    share(schedule, FAST, 20);
    nowNs = START_NS - TimeUnit.DAYS.toNanos(365);

    assertThat(schedule.isLooking(nowNs)).isTrue();
    share(schedule, FAST, 11);
    assertThat(share(schedule, FAST, 10)).isCloseTo(1.0 / 16, within(0.002));
  }

  /** Which share of evenly spaced frames the schedule looks at. */
  private double share(CopySchedule schedule, int framesPerSecond, int seconds) {
    long frames = (long) framesPerSecond * seconds;
    long looked = 0;
    for (long i = 0; i < frames; i++) {
      looked += schedule.isLooking(nowNs) ? 1 : 0;
      nowNs += 1_000_000_000L / framesPerSecond;
    }
    return (double) looked / frames;
  }
}
