package io.rttd.analyze.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimeDistributionTest {
  private static final long LONGEST_NS = 68_000_000_000L;

  private final TimeDistribution times = new TimeDistribution();

  @Test
  void shouldAgreeWithAnHdrHistogram() {
    Histogram histogram = new Histogram(64, LONGEST_NS, 2);
    Random random = new Random(17);
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      long ns = (long) Math.exp(random.nextDouble() * 24.9);
      times.record(ns);
      histogram.recordValue(ns);
      sum += ns;
    }

    assertThat(times.count()).isEqualTo(20_000);
    assertThat(times.meanNs()).isEqualTo(sum / 20_000);
    for (double percentile : new double[] {0.01, 1, 25, 50, 75, 90, 99, 99.9}) {
      long expected = histogram.medianEquivalentValue(histogram.getValueAtPercentile(percentile));
      assertThat(times.percentileNs(percentile)).as("p%s", percentile).isEqualTo(expected);
    }
    assertThat(times.percentileNs(100)).isLessThanOrEqualTo(times.maxNs());
    Histogram added = new Histogram(64, LONGEST_NS, 2);
    times.addTo(added);
    assertThat(added).isEqualTo(histogram);
  }

  @Test
  void shouldNotLeaveTheExtremes() {
    times.record(1_000_001);

    assertThat(times.percentileNs(1)).isEqualTo(1_000_001);
    assertThat(times.percentileNs(99)).isEqualTo(1_000_001);
  }

  @Test
  void shouldSumUp() {
    TimeDistribution more = new TimeDistribution();
    times.record(10_000_000);
    times.record(50);
    more.record(10_000_000);
    more.record(0);
    times.add(more);

    assertThat(times.count()).isEqualTo(4);
    assertThat(times.minNs()).isZero();
    assertThat(times.maxNs()).isEqualTo(10_000_000);
    assertThat(times.percentileNs(75)).isBetween(9_960_000L, 10_000_000L);
    long[] seen = new long[1];
    times.forEach((ns, count) -> seen[0] += count);
    assertThat(seen[0]).isEqualTo(4);
  }

  @Test
  void shouldHaveCopiesThatStayAsTheyAre() {
    times.record(1000);
    TimeDistribution copy = times.copy();
    times.record(2000);

    assertThat(copy.count()).isEqualTo(1);
    assertThat(copy.percentileNs(100)).isEqualTo(1000);
    assertThat(new TimeDistribution().copy().percentileNs(50)).isZero();
  }
}
