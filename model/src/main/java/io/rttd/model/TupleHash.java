package io.rttd.model;

/**
 * A 64-bit hash of (address, port) pairs, seeded so that an attacker cannot make tuples collide.
 *
 * <p>Each word goes through the finaliser of a multiplicative hash with full avalanche (the
 * constants are those of SplitMix64), keyed by the seed before the first round.
 */
public final class TupleHash {
  private final long seed;

  /** Creates the hash function of a seed. */
  public TupleHash(long seed) {
    this.seed = mix(seed ^ 0x9E37_79B9_7F4A_7C15L);
  }

  /** The hash of a segment's flow, the same for both directions. */
  public long ofFlow(Segment segment) {
    return mix(
        ofEnd(segment.srcHi, segment.srcLo, segment.srcPort)
            + ofEnd(segment.dstHi, segment.dstLo, segment.dstPort));
  }

  /** The hash of a flow between these ends, the same for both directions. */
  public long ofFlow(long srcHi, long srcLo, int srcPort, long dstHi, long dstLo, int dstPort) {
    return mix(ofEnd(srcHi, srcLo, srcPort) + ofEnd(dstHi, dstLo, dstPort));
  }

  /** The hash of a pair; differs between (a, b) and (b, a), and between services. */
  public long ofPair(long srcHi, long srcLo, long dstHi, long dstLo, int service) {
    return mix(ofEnd(srcHi, srcLo, 0) + 3 * ofEnd(dstHi, dstLo, service));
  }

  /**
   * The upper half has its own round: if it were merely added, an attacker who chooses prefixes
   * could cancel out the port, whatever the seed.
   */
  private long ofEnd(long hi, long lo, int port) {
    long host = mix(lo ^ seed);
    return mix((hi == 0 ? host : mix(host + hi)) + port);
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
    return z ^ (z >>> 31);
  }
}
