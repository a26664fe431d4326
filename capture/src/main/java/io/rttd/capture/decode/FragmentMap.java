package io.rttd.capture.decode;

import java.util.Arrays;

/**
 * The parts of a fragmented packet that have arrived, in blocks of 8 bytes, so that duplicate or
 * overlapping parts count once. Single-threaded.
 */
final class FragmentMap {
  /** Fragments start at multiples of it (RFC 791 3.2). */
  private static final int BLOCK_SHIFT = 3;

  /** No packet that can be fragmented is longer. */
  private static final int BLOCKS = 1 << 16 >> BLOCK_SHIFT;

  private static final int UNKNOWN = Integer.MAX_VALUE;

  private final long[] came = new long[BLOCKS / Long.SIZE];
  private int blocks;
  private int end = UNKNOWN;

  /** Adds a fragment; one beyond the longest packet is ignored. */
  void add(FragmentHeader header) {
    int from = header.offset >> BLOCK_SHIFT;
    int to = (int) (((long) header.offset + header.length + 7) >> BLOCK_SHIFT);
    if (to > BLOCKS) {
      return;
    }
    if (!header.more) {
      end = to;
    }
    for (int word = from / Long.SIZE; word * Long.SIZE < to; word++) {
      int first = Math.max(from - word * Long.SIZE, 0);
      int last = Math.min(to - word * Long.SIZE, Long.SIZE) - 1;
      long bits = (-1L << first) & (-1L >>> (Long.SIZE - 1 - last));
      blocks += Long.bitCount(bits & ~came[word]);
      came[word] |= bits;
    }
  }

  /** Whether all fragments up to the last one have arrived. */
  boolean areComplete() {
    return blocks >= end;
  }

  void clear() {
    if (blocks > 0) {
      Arrays.fill(came, 0);
    }
    blocks = 0;
    end = UNKNOWN;
  }
}
