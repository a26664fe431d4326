package io.rttd.testbed.relay;

import io.rttd.testbed.truth.FrameIdentity;
import org.agrona.DirectBuffer;

/**
 * Gives each TCP connection its own delay, as if each took a different path.
 *
 * <p>The difference is a function of the seed, the addresses and the ports, so it is the same for
 * all frames of a connection and needs no table. It is uniformly distributed.
 */
final class ConnectionSpread {
  private static final double UNIT = 0x1p-53;

  private final long spreadNs;
  private final long seed;
  private final FrameIdentity identity = new FrameIdentity();

  /** Takes the spread and the seed from {@code settings}. */
  ConnectionSpread(LinkSettings settings) {
    spreadNs = settings.spreadNs();
    seed = settings.seed();
  }

  /** Difference of a frame's delay, ns: between minus and plus the spread; 0 if it is not TCP. */
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
