package io.rttd.capture.file;

import io.rttd.model.Segment;

/**
 * Converts a pcapng interface's clock ticks to ns since the epoch: exactly, or rounded to the
 * nearest ns if ticks are finer or are powers of two. Immutable.
 *
 * <p>A tick of 10^-n s takes a multiplication up to n = 9, beyond that a division. One of 2^-n s
 * takes a product of 94 bits (64 of ticks, 30 of 10^9), shifted by n. That covers all n that
 * if_tsresol can express, up to 127; a time that does not fit into signed 64-bit ns is {@link
 * Segment#NO_TIME}.
 */
final class TimeScale {
  /** The default without if_tsresol and if_tsoffset: µs since the epoch. */
  static final TimeScale MICROSECONDS = new TimeScale((byte) 6, 0);

  private static final long NS_PER_SECOND = 1_000_000_000L;
  private static final int NS_DIGITS = 9;
  private static final int MAX_DIGITS = NS_DIGITS + 19;
  private static final long MAX_OFFSET_SECONDS = Long.MAX_VALUE / NS_PER_SECOND;

  private final boolean binary;
  private final int binaryDigits;

  /** Ticks per ns, unsigned; 0 if {@link #multiplier} applies. */
  private final long divisor;

  /** Ns per tick. */
  private final long multiplier;

  /** Maximum number of ticks, unsigned, that can be multiplied without overflow. */
  private final long maxMultiplied;

  private final long offsetNs;
  private final boolean offsetFits;

  /**
   * Creates the scale of an interface (draft-ietf-opsawg-pcapng 4.2).
   *
   * @param tsresol value of if_tsresol: with the high bit clear, ticks of 10^-n s; with it set, of
   *     2^-n s; n is the rest
   * @param offsetSeconds value of if_tsoffset
   */
  TimeScale(byte tsresol, long offsetSeconds) {
    int digits = tsresol & 0x7F;
    binary = tsresol < 0;
    binaryDigits = digits;
    boolean finerThanNs = !binary && digits > NS_DIGITS && digits <= MAX_DIGITS;
    divisor = finerThanNs ? powerOfTen(digits - NS_DIGITS) : 0;
    // Ticks too fine for either never add up to one ns in 64 bits: all times are 0.
    multiplier = digits <= NS_DIGITS ? powerOfTen(NS_DIGITS - digits) : 0;
    maxMultiplied = multiplier == 0 ? -1 : Long.MAX_VALUE / multiplier;
    offsetFits = offsetSeconds >= -MAX_OFFSET_SECONDS && offsetSeconds <= MAX_OFFSET_SECONDS;
    offsetNs = offsetFits ? offsetSeconds * NS_PER_SECOND : 0;
  }

  /**
   * Time of a tick.
   *
   * @param ticks unsigned
   * @return ns since the epoch, or {@link Segment#NO_TIME} if that does not fit
   */
  long toNs(long ticks) {
    long ns;
    if (binary) {
      ns = shifted(ticks);
    } else if (divisor != 0) {
      ns = divided(ticks);
    } else {
      ns = Long.compareUnsigned(ticks, maxMultiplied) > 0 ? -1 : ticks * multiplier;
    }
    long sum = ns + offsetNs;
    boolean overflown = ns < 0 || (offsetNs > 0 && sum < 0) || !offsetFits;
    return overflown ? Segment.NO_TIME : sum;
  }

  private long divided(long ticks) {
    long quotient = Long.divideUnsigned(ticks, divisor);
    long remainder = Long.remainderUnsigned(ticks, divisor);
    return Long.compareUnsigned(remainder, divisor - remainder) >= 0 ? quotient + 1 : quotient;
  }

  /** {@code ticks * 10^9 / 2^binaryDigits}, rounded to the nearest; negative on overflow. */
  private long shifted(long ticks) {
    long high = Math.multiplyHigh(ticks, NS_PER_SECOND) + ((ticks >> 63) & NS_PER_SECOND);
    long low = ticks * NS_PER_SECOND;
    int n = binaryDigits;
    if (n == 0) {
      return high != 0 ? -1 : low;
    }
    if (n > 64) {
      return (high >>> (n - 64)) + ((high >>> (n - 65)) & 1);
    }
    long half = (low >>> (n - 1)) & 1;
    if (n == 64) {
      return high + half;
    }
    return high >>> (n - 1) != 0 ? -1 : ((high << (64 - n)) | (low >>> n)) + half;
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power *= 10;
    }
    return power;
  }
}
