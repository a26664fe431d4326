package io.rttd.engine.snapshot;

import io.rttd.engine.segment.Addresses;

/**
 * A pair of addresses whose samples are merged: {@code src} sent the timed data, {@code dst}
 * acknowledged it. Halves as in {@link Addresses}.
 */
public record PeerKey(long srcHi, long srcLo, long dstHi, long dstLo) {
  /** Stands for all the pairs beyond the cap of pairs. */
  public static final PeerKey OTHER = new PeerKey(0, 0, 0, 0);

  /** Text of the sender's address, or {@code other}. */
  public String src() {
    return equals(OTHER) ? "other" : Addresses.toText(srcHi, srcLo);
  }

  /** Text of the receiver's address, or {@code other}. */
  public String dst() {
    return equals(OTHER) ? "other" : Addresses.toText(dstHi, dstLo);
  }
}
