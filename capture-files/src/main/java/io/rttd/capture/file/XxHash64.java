package io.rttd.capture.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** XXH64 with the seed 0, computed incrementally: Zstandard's checksum. One thread. */
final class XxHash64 {
  private static final long PRIME_1 = 0x9E37_79B1_85EB_CA87L;
  private static final long PRIME_2 = 0xC2B2_AE3D_27D4_EB4FL;
  private static final long PRIME_3 = 0x1656_67B1_9E37_79F9L;
  private static final long PRIME_4 = 0x85EB_CA77_C2B2_AE63L;
  private static final long PRIME_5 = 0x27D4_EB2F_1656_67C5L;

  /** Their sum, modulo 2^64. */
  private static final long PRIMES_1_AND_2 = 0x60EA_27EE_ADC0_B5D6L;

  private static final int STRIPE_BYTES = 32;

  private final ByteBuffer stripe =
      ByteBuffer.allocate(STRIPE_BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private final long[] lanes = new long[4];
  private long length;

  XxHash64() {
    reset();
  }

  void reset() {
    lanes[0] = PRIMES_1_AND_2;
    lanes[1] = PRIME_2;
    lanes[2] = 0;
    lanes[3] = -PRIME_1;
    stripe.clear();
    length = 0;
  }

  void update(byte[] bytes, int offset, int count) {
    length += count;
    for (int at = offset; at < offset + count; ) {
      int n = Math.min(stripe.remaining(), offset + count - at);
      stripe.put(bytes, at, n);
      at += n;
      if (!stripe.hasRemaining()) {
        for (int i = 0; i < lanes.length; i++) {
          lanes[i] = round(lanes[i], stripe.getLong(i * Long.BYTES));
        }
        stripe.clear();
      }
    }
  }

  /** The hash of all bytes since the last {@link #reset}; more bytes may follow. */
  long value() {
    long hash = length < STRIPE_BYTES ? PRIME_5 : merged();
    hash += length;
    int at = 0;
    for (; at + Long.BYTES <= stripe.position(); at += Long.BYTES) {
      hash ^= round(0, stripe.getLong(at));
      hash = Long.rotateLeft(hash, 27) * PRIME_1 + PRIME_4;
    }
    if (at + Integer.BYTES <= stripe.position()) {
      hash ^= (stripe.getInt(at) & 0xFFFF_FFFFL) * PRIME_1;
      hash = Long.rotateLeft(hash, 23) * PRIME_2 + PRIME_3;
      at += Integer.BYTES;
    }
    for (; at < stripe.position(); at++) {
      hash ^= (stripe.get(at) & 0xFF) * PRIME_5;
      hash = Long.rotateLeft(hash, 11) * PRIME_1;
    }
    hash = (hash ^ hash >>> 33) * PRIME_2;
    hash = (hash ^ hash >>> 29) * PRIME_3;
    return hash ^ hash >>> 32;
  }

  private long merged() {
    long hash =
        Long.rotateLeft(lanes[0], 1)
            + Long.rotateLeft(lanes[1], 7)
            + Long.rotateLeft(lanes[2], 12)
            + Long.rotateLeft(lanes[3], 18);
    for (long lane : lanes) {
      hash = (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }
    return hash;
  }

  private static long round(long lane, long input) {
    return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
  }
}
