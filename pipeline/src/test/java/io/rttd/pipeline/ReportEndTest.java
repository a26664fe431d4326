package io.rttd.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ReportEndTest {
  private final ReportEnd end = new ReportEnd();

  @Test
  void shouldMatchWhatTheFirstSays() {
    assertThat(end.decide(70)).isEqualTo(70);
    assertThat(end.decide(60)).isEqualTo(70);
    assertThat(end.decide(80)).isEqualTo(70);
  }

  @Test
  void shouldAllowNoReportBeyondIt() {
    assertThat(end.limit(100)).isEqualTo(100);
    end.decide(70);

    assertThat(end.limit(69)).isEqualTo(69);
    assertThat(end.limit(100)).isEqualTo(70);
  }
}
