package io.rttd.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StormFilterTest {
  private static final long MINUTE_NS = 60_000_000_000L;
  private long nowNs;

  @Test
  void shouldSayHowManyLinesOfAStormWereLeftOut() {
    StormFilter storms = new StormFilter(() -> nowNs, 20, 1000);
    for (int i = 0; i < 50; i++) {
      storms.judge("number #");
    }
    assertThat(storms.judge("number #")).isNull();
    nowNs = MINUTE_NS;
    assertThat(storms.judge("number #")).isEqualTo(" (and 31 more like this since the last one)");
    assertThat(storms.judge("number #")).isEmpty();
  }

  @Test
  void shouldAnnounceThatItCounts() {
    StormFilter storms = new StormFilter(() -> nowNs, 2, 1000);
    assertThat(storms.judge("a")).isEmpty();
    assertThat(storms.judge("a")).contains("only counted");
    assertThat(storms.judge("a")).isNull();
    assertThat(storms.judge("b")).isEmpty();
  }

  @Test
  void shouldAcceptOneLineWithoutAMessage() {
    StormFilter storms = new StormFilter(() -> nowNs, 1, 1000);
    assertThat(storms.judge("a")).isEmpty();
    assertThat(storms.judge("a")).isNull();
    nowNs = MINUTE_NS;
    assertThat(storms.judge("a")).isEqualTo(" (and 1 more like this since the last one)");
  }

  @Test
  void shouldRememberAKnownKindHoweverManyThereAre() {
    StormFilter storms = new StormFilter(() -> nowNs, 1, 2);
    storms.judge("a");
    storms.judge("b");
    assertThat(storms.judge("b")).isNull();
    assertThat(storms.judge("c")).isEmpty();
    assertThat(storms.judge("b")).isEmpty();
  }
}
