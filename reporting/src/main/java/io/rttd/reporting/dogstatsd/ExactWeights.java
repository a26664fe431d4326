package io.rttd.reporting.dogstatsd;

import java.util.stream.IntStream;

/**
 * Splits a count into weights that arrive as they were sent.
 *
 * <p>A DogStatsD value that stands for {@code w} equal ones is sent with the sample rate 1/w. The
 * client prints the rate with six decimals, and the Agent takes the whole part of 1/rate. Both are
 * exact only where w divides 1,000,000. Each such weight is at most twice the next smaller one, so
 * taking the largest that fits, again and again, needs each but the largest at most once: a handful
 * of terms for any count.
 *
 * @see <a href="https://docs.datadoghq.com/extend/dogstatsd/datagram_shell/">the datagram
 *     format</a>
 */
final class ExactWeights {
  private static final int RATE_UNITS = 1_000_000;
  private static final int[] DESCENDING =
      IntStream.rangeClosed(1, RATE_UNITS)
          .map(i -> RATE_UNITS + 1 - i)
          .filter(weight -> RATE_UNITS % weight == 0)
          .toArray();

  private ExactWeights() {}

  /** How many weights there are. */
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
   * @return how often each weight is needed, by index
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
