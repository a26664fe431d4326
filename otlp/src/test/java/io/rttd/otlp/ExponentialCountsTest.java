package io.rttd.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.sdk.metrics.data.ExponentialHistogramBuckets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialCountsTest {
  private final ExponentialCounts counts = new ExponentialCounts();

  @Test
  void shouldHaveBucketsThatExcludeTheirLowerAndIncludeTheirUpperBound() {
    Random random = new Random(8);
    for (int i = 0; i < 100_000; i++) {
      double value = Math.exp(random.nextDouble() * 60 - 30);
      int index = ExponentialCounts.indexOf(value);

      assertThat(value).isGreaterThan(bound(index) * (1 - 1e-12));
      assertThat(value).isLessThanOrEqualTo(bound(index + 1) * (1 + 1e-12));
    }
  }

  @Test
  void shouldPutAPowerOfTwoIntoTheBucketThatItCloses() {
    for (int exponent = -40; exponent <= 40; exponent++) {
      double power = Math.scalb(1.0, exponent);

      assertThat(ExponentialCounts.indexOf(power)).isEqualTo(8 * exponent - 1);
      assertThat(ExponentialCounts.indexOf(Math.nextUp(power))).isEqualTo(8 * exponent);
    }
  }

  @Test
  void shouldCountOverItsWholeRange() {
    counts.add(1, 3);
    counts.add(1e-6, 1);
    counts.add(60_000, 2);
    counts.add(1, 4);
    counts.add(0, 5);

    ExponentialHistogramBuckets buckets = counts.toBuckets();
    assertThat(counts.zeroCount()).isEqualTo(5);
    assertThat(buckets.getOffset()).isEqualTo(ExponentialCounts.indexOf(1e-6));
    assertThat(at(buckets, 1e-6)).isEqualTo(1);
    assertThat(at(buckets, 1)).isEqualTo(7);
    assertThat(at(buckets, 60_000)).isEqualTo(2);
    assertThat(buckets.getTotalCount()).isEqualTo(10);
    assertThat(buckets.getBucketCounts()).startsWith(1L).endsWith(2L);
  }

  @Test
  void shouldHaveNoBucketsWithoutPositiveValues() {
    counts.add(0, 1);

    assertThat(counts.toBuckets().getBucketCounts()).isEqualTo(List.of());
  }

  private static double bound(int index) {
    return Math.pow(2, index / 8.0);
  }

  private static long at(ExponentialHistogramBuckets buckets, double value) {
    return buckets.getBucketCounts().get(ExponentialCounts.indexOf(value) - buckets.getOffset());
  }
}
