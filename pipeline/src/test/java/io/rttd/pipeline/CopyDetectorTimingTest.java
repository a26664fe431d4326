package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import org.junit.jupiter.api.Test;

/** Copies that {@link CopyDetector} tells from retransmissions by time alone. */
final class CopyDetectorTimingTest extends CopyDetectorFixture {
  @Test
  void shouldLetTimeDecideFromTheFirstFrameWhereEachComesTwice() {
    for (int i = 0; i < 20; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
      assertThat(isCopy(data(i), i * MS + 5 * US)).isTrue();
      assertThat(isCopy(data(i), i * MS + 9 * US)).isTrue();
    }
  }

  @Test
  void shouldLetTimeDecideWhereFramesComeTwiceOneBurstAfterTheOther() {
    for (int burst = 0; burst < 20; burst++) {
      for (int i = 0; i < 16; i++) {
        assertThat(isCopy(data(16 * burst + i), burst * MS + i * US)).isFalse();
      }
      for (int i = 0; i < 16; i++) {
        assertThat(isCopy(data(16 * burst + i), burst * MS + (20 + i) * US)).isTrue();
      }
    }
  }

  @Test
  void shouldNotLetTimeDecideWhereFramesComeOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
    }
    assertThat(isCopy(data(99), 99 * MS + 5 * US)).isFalse();
    assertThat(isCopy(data(99), 99 * MS + 10 * US)).isFalse();
  }

  @Test
  void shouldLetTimeDecideInADirectionThatComesTwiceBesideOthersThatDoNot() {
    for (int i = 0; i < 200; i++) {
      Segment single = data(i);
      single.srcPort = 50_000;
      assertThat(isCopy(single, i * MS)).isFalse();
      Segment doubled = data(i);
      assertThat(isCopy(doubled, i * MS + 10 * US)).isFalse();
      assertThat(isCopy(doubled, i * MS + 15 * US)).isEqualTo(i >= 59);
    }
    Segment again = data(199);
    again.srcPort = 50_000;
    assertThat(isCopy(again, 199 * MS + 20 * US)).isFalse();
  }

  @Test
  void shouldStopLettingTimeDecideOnceFramesComeOnce() {
    for (int i = 0; i < 100; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
      assertThat(isCopy(data(i), i * MS + 5 * US)).isTrue();
    }
    for (int i = 100; i < 110; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
    }
    assertThat(isCopy(data(109), 109 * MS + 5 * US)).isFalse();
  }

  @Test
  void shouldCountARetransmissionWhereTimeDecides() {
    for (int i = 0; i < 100; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
      assertThat(isCopy(data(i), i * MS + 5 * US)).isTrue();
    }
    assertThat(isCopy(data(99), 99 * MS + 150 * US)).isFalse();
    assertThat(isCopy(data(99), 99 * MS + 155 * US)).isTrue();
  }

  @Test
  void shouldTakeALateTwinForACopyWhereItsDirectionComesTwice() {
    for (int i = 0; i < 100; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
      assertThat(isCopy(data(i), i * MS + 5 * US)).isTrue();
    }
    assertThat(isCopy(data(100), 100 * MS)).isFalse();
    assertThat(isCopy(data(100), 101 * MS)).isTrue();
  }

  @Test
  void shouldNotTakeAWindowUpdateForACopyWhereTimeDecides() {
    for (int i = 0; i < 100; i++) {
      assertThat(isCopy(data(i), i * MS)).isFalse();
      assertThat(isCopy(data(i), i * MS + 5 * US)).isTrue();
    }
    Segment update = data(99);
    update.window = 0;
    assertThat(isCopy(update, 99 * MS + 10 * US)).isFalse();
    assertThat(isCopy(update, 99 * MS + 15 * US)).isTrue();
  }

  private boolean isCopy(Segment segment, long atNs) {
    return detector.isCopy(segment, NOW + atNs, 0, HOPS, 0);
  }
}
