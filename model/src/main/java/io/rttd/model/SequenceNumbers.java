package io.rttd.model;

/** Comparison of sequence numbers and timestamps modulo 2^32 (RFC 9293 3.4). */
public final class SequenceNumbers {
  private SequenceNumbers() {}

  /** Whether {@code a} comes before {@code b}. */
  public static boolean before(int a, int b) {
    return a - b < 0;
  }

  /** Whether {@code a} is {@code b} or comes before it. */
  public static boolean atOrBefore(int a, int b) {
    return a - b <= 0;
  }
}
