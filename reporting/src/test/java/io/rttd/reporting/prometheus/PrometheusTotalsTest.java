package io.rttd.reporting.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.rttd.config.ReportingConfig;
import io.rttd.reporting.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many pairs the totals keep, for how long, and in how much memory. */
class PrometheusTotalsTest extends ReportFixture {
  @Test
  void shouldKeepTotalsUntilAPairWasSilentForLong() {
    PrometheusTotals totals =
        new PrometheusTotals(10, Long.MAX_VALUE, ReportingConfig.DEFAULT_BUCKETS);
    totals.add(report(1, pair().prompt(MS).build()));
    totals.add(report(3600));
    assertThat(totals.pairs()).isEqualTo(1);

    totals.add(report(3602));
    assertThat(totals.pairs()).isZero();
  }

  @Test
  void shouldBoundThePairs() {
    PrometheusTotals totals =
        new PrometheusTotals(10, Long.MAX_VALUE, ReportingConfig.DEFAULT_BUCKETS);
    for (int i = 0; i < 100; i++) {
      totals.add(report(i + 1, Samples.of("10.0.0.1", "10.0.1." + i).prompt(MS).build()));
    }

    assertThat(totals.pairs()).isEqualTo(11);
  }

  @Test
  void shouldBoundTheMemoryOfPairs() {
    long maxBytes = 1 << 20;
    PrometheusTotals totals = new PrometheusTotals(10_000, maxBytes, List.of(0.001, 1.0));
    for (int i = 0; i < 1_000; i++) {
      totals.add(
          report(
              i + 1, Samples.of("10.0.0.1", "10.0." + i / 250 + "." + i % 250).prompt(MS).build()));
      assertThat(totals.bytes()).isBetween(1L, maxBytes + 10_000);
    }
    assertThat(totals.pairs()).isBetween(100, 500);
    assertThat(samplesOf(totals.snapshot(List.of()))).isEqualTo(1_000);
  }

  @Test
  void shouldForgetThePairsThatHaveBeenSilentLongestIfTheOthersGrow() {
    long maxBytes = 1 << 20;
    PrometheusTotals totals = new PrometheusTotals(10_000, maxBytes, List.of(0.001, 1.0));
    for (int i = 0; i < 250; i++) {
      totals.add(report(i + 1, Samples.of("10.0.0.1", "10.0.1." + i).prompt(MS).build()));
    }
    int before = totals.pairs();
    for (int i = 200; i < 250; i++) {
      Samples wide = Samples.of("10.0.0.1", "10.0.1." + i);
      for (long ns = 1_000; ns < 10_000_000_000L; ns *= 2) {
        wide.prompt(ns).held(ns).response(ns);
      }
      totals.add(report(1_000, wide.build()));
    }
    assertThat(totals.bytes()).isLessThanOrEqualTo(maxBytes);
    assertThat(totals.pairs()).isBetween(50, before - 1);
  }

  private static double samplesOf(MetricSnapshots snapshots) {
    return snapshots.stream()
        .filter(metric -> metric.getMetadata().getName().equals("rttd_tcp_rtt_seconds"))
        .flatMap(metric -> ((HistogramSnapshot) metric).getDataPoints().stream())
        .mapToDouble(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
        .sum();
  }
}
