package io.rttd.capture.decode;

import java.util.Arrays;

/**
 * Which parts of a fragmented packet came, in blocks of 8 bytes, so that what came twice or
 * overlaps counts once. One thread.
 */
final class FragmentMap {
  /** Fragments lie at multiples of it (RFC 791 3.2). */
  private static final int BLOCK_SHIFT = 3;

  /** No packet that can be fragmented is longer. */
  private static final int BLOCKS = 1 << 16 >> BLOCK_SHIFT;

  private static final int UNKNOWN = Integer.MAX_VALUE;

  private final long[] came = new long[BLOCKS / Long.SIZE];
  private int blocks;
  private int end = UNKNOWN;

  /** Takes a fragment; one that lies beyond the longest packet is ignored. */
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

  /** Whether the last fragment came, and all before it. */
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
