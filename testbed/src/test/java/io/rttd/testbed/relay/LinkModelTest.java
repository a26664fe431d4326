package io.rttd.testbed.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.rttd.testbed.truth.Fate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkModelTest {
  private static final long MS = 1_000_000;

  @Test
  void shouldDelayEachFrameAlike() {
    LinkModel model = new LinkModel(LinkSettings.delay(20 * MS));

    assertThat(model.judge(5, 1500)).isEqualTo(Fate.FORWARDED);
    assertThat(model.dueNs()).isEqualTo(5 + 20 * MS);
    assertThat(model.judge(6, 60)).isEqualTo(Fate.FORWARDED);
    assertThat(model.dueNs()).isEqualTo(6 + 20 * MS);
  }

  @Test
  void shouldLoseTheConfiguredShare() {
    List<Fate> fates = fates(new LinkSettings(MS, 0.01, 0, 0, 0, 0, 7), 200_000);

    assertThat(share(fates, Fate.LOST)).isCloseTo(0.01, within(0.001));
  }

  @Test
  void shouldLoseTheSameFramesWithTheSameSeed() {
    LinkSettings settings = new LinkSettings(MS, 0.1, 0, 0, 0, 0, 7);

    assertThat(fates(settings, 1000)).isEqualTo(fates(settings, 1000));
    assertThat(fates(settings, 1000)).isNotEqualTo(fates(settings.withSeed(8), 1000));
  }

  @Test
  void shouldLoseTheSameFramesWhetherOrNotItReorders() {
    List<Fate> plain = fates(new LinkSettings(MS, 0.1, 0, 0, 0, 0, 7), 1000);
    List<Fate> reordering = fates(new LinkSettings(MS, 0.1, 0.5, MS, 0, 0, 7), 1000);

    for (int i = 0; i < plain.size(); i++) {
      assertThat(reordering.get(i) == Fate.LOST).isEqualTo(plain.get(i) == Fate.LOST);
    }
  }

  @Test
  void shouldDelayReorderedFramesMore() {
    LinkModel model = new LinkModel(new LinkSettings(20 * MS, 0, 1, 2 * MS, 0, 0, 1));

    assertThat(model.judge(0, 100)).isEqualTo(Fate.REORDERED);
    assertThat(model.dueNs()).isEqualTo(22 * MS);
    assertThat(share(fates(new LinkSettings(0, 0, 0.05, MS, 0, 0, 3), 100_000), Fate.REORDERED))
        .isCloseTo(0.05, within(0.005));
  }

  @Test
  void shouldSendOneFrameAfterTheOtherAtALimitedRate() {
    // 8 Mbit/s: a microsecond a byte.
    LinkModel model = new LinkModel(new LinkSettings(MS, 0, 0, 0, 8_000_000, 10_000, 1));

    model.judge(0, 1000);
    assertThat(model.dueNs()).isEqualTo(MS + 1_000_000);
    model.judge(0, 500);
    assertThat(model.dueNs()).isEqualTo(MS + 1_500_000);
    model.judge(9 * MS, 500);
    assertThat(model.dueNs()).isEqualTo(10 * MS + 500_000);
  }

  @Test
  void shouldDropWhatTheQueueCannotHold() {
    LinkModel model = new LinkModel(new LinkSettings(MS, 0, 0, 0, 8_000_000, 2_000, 1));

    assertThat(model.judge(0, 1000)).isEqualTo(Fate.FORWARDED);
    assertThat(model.judge(0, 1000)).isEqualTo(Fate.FORWARDED);
    assertThat(model.judge(0, 1000)).isEqualTo(Fate.QUEUE_FULL);
    assertThat(model.judge(MS, 1000)).isEqualTo(Fate.FORWARDED);
    assertThat(model.dueNs()).isEqualTo(4 * MS);
  }

  @Test
  void shouldRefuseSharesAndTimesOutOfRange() {
    assertThatThrownBy(() -> new LinkSettings(0, 1.5, 0, 0, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new LinkSettings(0, 0, Double.NaN, 0, 0, 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LinkSettings.delay(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Fate> fates(LinkSettings settings, int count) {
    LinkModel model = new LinkModel(settings);
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fates.add(model.judge(i * 1000L, 1000));
    }
    return fates;
  }

  private static double share(List<Fate> fates, Fate fate) {
    return fates.stream().filter(f -> f == fate).count() / (double) fates.size();
  }
}
