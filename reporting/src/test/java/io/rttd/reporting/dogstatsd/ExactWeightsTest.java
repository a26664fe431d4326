package io.rttd.reporting.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactWeightsTest {
  @Test
  void shouldSumUpToEachCount() {
    for (long count = 0; count <= 100_000; count++) {
      assertThat(sum(ExactWeights.split(count))).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {999_999, 1_000_000, 1_000_001, 123_456_789, 4_000_000_003L})
  void shouldSumUpToLargeCounts(long count) {
    assertThat(sum(ExactWeights.split(count))).isEqualTo(count);
  }

  @Test
  void shouldUseOnlyWeightsThatTheWireCarriesExactly() {
    for (int i = 0; i < ExactWeights.size(); i++) {
      int weight = ExactWeights.weight(i);
      String rate = String.format(Locale.ROOT, "%.6f", 1.0 / weight);
      long asTheAgentComputesIt = (long) (1 / Double.parseDouble(rate));
      assertThat(asTheAgentComputesIt).isEqualTo(weight);
    }
  }

  @Test
  void shouldLeaveOutTheWeightsThatTheAgentRoundsDown() {
    assertThat(IntStream.range(0, ExactWeights.size()).map(ExactWeights::weight))
        .contains(1, 2, 4, 5, 8, 1_000_000)
        .doesNotContain(3, 3125, 6250, 200_000);
  }

  @Test
  void shouldNeedFewTerms() {
    for (long count = 1; count <= 100_000; count++) {
      assertThat(Arrays.stream(ExactWeights.split(count)).sum())
          .as("terms for %d", count)
          .isLessThanOrEqualTo(9);
    }
  }

  private static long sum(long[] times) {
    long sum = 0;
    for (int i = 0; i < times.length; i++) {
      sum += times[i] * ExactWeights.weight(i);
    }
    return sum;
  }
}
