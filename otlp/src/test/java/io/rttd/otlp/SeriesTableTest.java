package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.Attributes;
import io.rttd.reporting.Report;
import io.rttd.reporting.Samples;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SeriesTableTest {
  private static final MetricChoice ALL = new MetricChoice(Set.of());

  private final SeriesTable cumulative = new SeriesTable(ALL, false, 3);

  @Test
  void shouldAddPairsBeyondTheLimitToOther() {
    for (int i = 1; i <= 20; i++) {
      add(cumulative, Reports.of(i, Samples.of("10.0.0.1", "10.0.1." + i).prompt(i).build()));
    }

    assertThat(cumulative.pairs()).isEqualTo(4);
  }

  @Test
  void shouldForgetAPairAfterAnHourOfSilence() {
    long hour = TimeUnit.HOURS.toSeconds(1);
    add(cumulative, Reports.of(10, Samples.of("10.0.0.1", "10.0.0.2").prompt(1).build()));

    add(cumulative, Reports.of(10 + hour));
    assertThat(cumulative.pairs()).isEqualTo(1);

    add(cumulative, Reports.of(11 + hour));
    assertThat(cumulative.pairs()).isZero();
  }

  @Test
  void shouldKeepNoMorePairsThanFitIntoTheMemory() {
    assertThat(SeriesTable.pairsWithin(4 << 20)).isBetween(500, 1_000);
    assertThat(SeriesTable.pairsWithin(1L << 40)).isEqualTo(10_000);
  }

  @Test
  void shouldKeepNothingOfSingleIntervals() {
    SeriesTable delta = new SeriesTable(ALL, true, 3);
    Report report =
        Reports.of(
            10,
            Samples.of("10.0.0.1", "10.0.0.2").prompt(1).build(),
            Samples.of("10.0.0.1", "10.0.0.3").prompt(1).build());

    assertThat(add(delta, report)).isEqualTo(2);
    assertThat(add(delta, Reports.of(11))).isZero();
    assertThat(delta.pairs()).isZero();
  }

  private static int add(SeriesTable table, Report report) {
    return table.pairsOf(report, Attributes.empty()).size();
  }
}
