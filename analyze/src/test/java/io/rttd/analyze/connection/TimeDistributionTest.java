package io.rttd.analyze.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TimeDistributionTest {
  private static final long LONGEST_NS = 68_000_000_000L;

  private final TimeDistribution times = TimeDistribution.create();

  @Test
  void shouldAgreeWithAnHdrHistogram() {
    Histogram histogram = new Histogram(64, LONGEST_NS, 2);
    Random random = new Random(17);
    double sum = 0;
    for (int i = 0; i < 20_000; i++) {
      long ns = (long) Math.exp(random.nextDouble() * 24.9);
      times.record(ns, RecordMemory.unlimited());
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
    times.record(1_000_001, RecordMemory.unlimited());

    assertThat(times.percentileNs(1)).isEqualTo(1_000_001);
    assertThat(times.percentileNs(99)).isEqualTo(1_000_001);
  }

  @Test
  void shouldSumUp() {
    TimeDistribution more = TimeDistribution.create();
    times.record(10_000_000, RecordMemory.unlimited());
    times.record(50, RecordMemory.unlimited());
    more.record(10_000_000, RecordMemory.unlimited());
    more.record(0, RecordMemory.unlimited());
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
  void shouldCountTheNearestBucketWithoutMemoryForAnother() {
    RecordMemory none = new RecordMemory(0);
    times.record(1_000_000, none);
    times.record(3_000_000, none);
    for (long ns : new long[] {10, 1_900_000, 2_300_000, 900_000_000}) {
      times.record(ns, none);
    }

    assertThat(none.timesRounded()).isEqualTo(4);
    assertThat(times.count()).isEqualTo(6);
    assertThat(times.minNs()).isEqualTo(10);
    assertThat(times.maxNs()).isEqualTo(900_000_000);
    assertThat(times.percentileNs(33)).isBetween(990_000L, 1_010_000L);
    assertThat(times.percentileNs(34)).isBetween(2_980_000L, 3_020_000L);
  }

  @Test
  void shouldTakeMemoryAsItGrows() {
    RecordMemory memory = RecordMemory.unlimited();
    TimeDistribution grown = TimeDistribution.EMPTY;
    for (int i = 0; i < 1000; i++) {
      grown = grown.with(i * 64L, memory);
    }

    int buckets = 192 + (1000 - 192) / 4 * 2;
    assertThat(memory.bytes()).isBetween(8L * 400, 8L * 2 * buckets);
  }

  @Test
  void shouldHaveCopiesThatStayAsTheyAre() {
    times.record(1000, RecordMemory.unlimited());
    TimeDistribution copy = times.copy();
    times.record(2000, RecordMemory.unlimited());

    assertThat(copy.count()).isEqualTo(1);
    assertThat(copy.percentileNs(100)).isEqualTo(1000);
    assertThat(TimeDistribution.create().copy().percentileNs(50)).isZero();
  }
}
