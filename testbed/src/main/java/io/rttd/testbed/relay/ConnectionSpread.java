package io.rttd.testbed.relay;

import io.rttd.testbed.truth.FrameIdentity;
import org.agrona.DirectBuffer;

/**
 * Gives each TCP connection a delay of its own, as if each took another path.
 *
 * <p>The difference is a function of the seed, the addresses and the ports, so it stays the same
 * for all frames of a connection, and needs no table. It is evenly distributed.
 */
final class ConnectionSpread {
  private static final double UNIT = 0x1p-53;

  private final long spreadNs;
  private final long seed;
  private final FrameIdentity identity = new FrameIdentity();

  /** The spread and the seed of {@code settings}. */
  ConnectionSpread(LinkSettings settings) {
    spreadNs = settings.spreadNs();
    seed = settings.seed();
  }

  /**
   * How much longer than others a frame waits, ns: between minus and plus the spread; 0 for what is
   * not TCP.
   */
  long extraNs(DirectBuffer buffer, int offset, int length) {
    if (spreadNs == 0) {
      return 0;
    }
    identity.read(buffer, offset, length);
    if (identity.protocol() != FrameIdentity.PROTOCOL_TCP) {
      return 0;
    }
    return Math.round(spreadNs * (2 * unit(identity.directionHash() + seed) - 1));
  }

  /** 0 to 1, by MurmurHash3's finalizer. */
  private static double unit(long value) {
    long h = (value ^ (value >>> 33)) * 0xFF51_AFD7_ED55_8CCDL;
    h = (h ^ (h >>> 33)) * 0xC4CE_B9FE_1A85_EC53L;
    return ((h ^ (h >>> 33)) >>> 11) * UNIT;
  }
}
