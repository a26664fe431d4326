package io.rttd.analyze.htmlreport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimeSeriesSetTest {
  private static final long MS = 1_000_000;
  private static final int QUIET = 200_000;

  private final TimeSeriesSet<Integer> series = new TimeSeriesSet<>();
  private long timeNs = 1_767_225_600_000L * MS;

  @Test
  void shouldKeepTheWholeSeriesOfABusySubjectThatCameAfterManyQuietOnes() {
    for (int i = 0; i < 1_000; i++) {
      sample(i);
    }
    for (int i = 0; i < QUIET; i++) {
      sample(i);
      sample(QUIET);
      sample(QUIET);
    }

    assertThat(series.of(QUIET).orElseThrow().samples()).isEqualTo(2L * QUIET);
  }

  @Test
  void shouldBoundItsMemoryHoweverManySubjectsThereAre() {
    for (int i = 0; i < QUIET; i++) {
      sample(i);
      assertThat(series.units()).isLessThanOrEqualTo(TimeSeriesSet.MAX_UNITS);
    }

    assertThat(series.units()).isGreaterThan(TimeSeriesSet.MAX_UNITS / 2);
    assertThat(series.of(0)).as("made room").isEmpty();
    assertThat(series.of(QUIET - 1)).isPresent();
  }

  @Test
  void shouldBeginAnotherSeriesAfterOneWasDropped() {
    for (int i = 0; i < QUIET; i++) {
      sample(i);
    }
    sample(0);

    assertThat(series.of(0).orElseThrow().samples()).isEqualTo(1);
  }

  private void sample(int subject) {
    timeNs += MS;
    long now = timeNs;
    series.add(subject, added -> added.addSample(now, 5 * MS, true));
  }
}
