package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LiveSettingsTest {
  @Test
  void shouldGiveTheRingAnEighthOfTheMemory() {
    assertThat(LiveSettings.ringBytesFor(256L << 20)).isEqualTo(32L << 20);
    assertThat(LiveSettings.ringBytesFor(16L << 20)).isEqualTo(2L << 20);
  }

  @Test
  void shouldKeepTheRingWithinBounds() {
    assertThat(LiveSettings.ringBytesFor(1L << 40)).isEqualTo(1L << 30);
    assertThat(LiveSettings.ringBytesFor(1)).isPositive();
  }
}
