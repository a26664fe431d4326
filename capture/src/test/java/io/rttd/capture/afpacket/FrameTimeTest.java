package io.rttd.capture.afpacket;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import org.junit.jupiter.api.Test;

final class FrameTimeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_700_000_000L * SECOND;

  private final FrameTime time = new FrameTime("eth0", () -> NOW);

  @Test
  void shouldNeverMixTwoClocks() {
    assertThat(time.of(NOW, false)).isEqualTo(NOW);
    assertThat(time.of(NOW + 5, true)).isEqualTo(Segment.NO_TIME);
    assertThat(time.of(NOW + 6, false)).isEqualTo(NOW + 6);
  }

  @Test
  void shouldTakeTheClockOfTheFirstFrame() {
    assertThat(time.of(NOW + 7, true)).isEqualTo(NOW + 7);
    assertThat(time.of(NOW + 8, false)).isEqualTo(Segment.NO_TIME);
  }

  @Test
  void shouldShiftAClockThatCountsFromElsewhereByTheSameAmount() {
    long taiNow = 42 * SECOND;

    assertThat(time.of(taiNow, true)).isEqualTo(NOW);
    assertThat(time.of(taiNow + 1234, true)).isEqualTo(NOW + 1234);
  }

  @Test
  void shouldSwitchToTheOtherClockWhenOnlyThatOneIsSeen() {
    time.of(NOW, false);
    for (int i = 1; i < FrameTime.FRAMES_TO_TAKE_OVER; i++) {
      assertThat(time.of(NOW + i, true)).isEqualTo(Segment.NO_TIME);
    }
    assertThat(time.of(NOW + 9, true)).isEqualTo(NOW + 9);
    assertThat(time.of(NOW + 9, false)).isEqualTo(Segment.NO_TIME);
  }

  @Test
  void shouldKeepItsClockWhileBothAreSeen() {
    time.of(NOW, false);
    for (int i = 0; i < 5 * FrameTime.FRAMES_TO_TAKE_OVER; i++) {
      assertThat(time.of(NOW + i, i % 2 == 0)).isEqualTo(i % 2 == 0 ? Segment.NO_TIME : NOW + i);
    }
  }
}
