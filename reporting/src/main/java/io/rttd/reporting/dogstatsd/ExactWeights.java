package io.rttd.reporting.dogstatsd;

import java.util.stream.IntStream;

/**
 * Splits a count into weights that the Agent reproduces exactly.
 *
 * <p>A DogStatsD value that stands for {@code w} equal ones is sent with the sample rate 1/w. The
 * client prints the rate with six decimals, so w has to divide 1,000,000; and the Agent takes the
 * whole part of 1/rate in binary floating point, which makes 3124 of 3125 (and one less of six more
 * divisors), so those are left out. The remaining weights are dense: repeatedly taking the largest
 * weight that fits, a count needs only a handful of terms.
 *
 * @see <a href="https://docs.datadoghq.com/extend/dogstatsd/datagram_shell/">the datagram
 *     format</a>
 */
final class ExactWeights {
  private static final int RATE_UNITS = 1_000_000;
  private static final int RATE_UNITS_ROOT = 1_000;
  private static final int[] DESCENDING = descending();

  private ExactWeights() {}

  /** Each divisor above the root has its counterpart below it. */
  private static int[] descending() {
    IntStream upToRoot = IntStream.rangeClosed(1, RATE_UNITS_ROOT).filter(i -> RATE_UNITS % i == 0);
    return upToRoot
        .flatMap(i -> IntStream.of(-i, -RATE_UNITS / i))
        .distinct()
        .sorted()
        .map(i -> -i)
        .filter(ExactWeights::arrivesExactly)
        .toArray();
  }

  private static boolean arrivesExactly(int weight) {
    return (long) (1 / (1.0 / weight)) == weight;
  }

  /** Number of weights. */
  static int size() {
    return DESCENDING.length;
  }

  /** A weight by its index: the largest first, the last is 1. */
  static int weight(int index) {
    return DESCENDING[index];
  }

  /**
   * Splits a count.
   *
   * @param count 0 or more
   * @return the multiplicity of each weight, by index
   */
  static long[] split(long count) {
    long[] times = new long[DESCENDING.length];
    long rest = count;
    for (int i = 0; rest > 0; i++) {
      times[i] = rest / DESCENDING[i];
      rest %= DESCENDING[i];
    }
    return times;
  }
}
