package io.rttd.model;

/**
 * A pair of addresses whose samples are merged: {@code src} sent the timed data, {@code dst}
 * acknowledged it. Halves as in {@link Addresses}.
 *
 * @param service the pair's service; {@link Service#NONE} unless services are configured
 */
public record PairKey(long srcHi, long srcLo, long dstHi, long dstLo, Service service)
    implements Comparable<PairKey> {
  /**
   * Stands for all pairs beyond the cap. Its service distinguishes it: no addresses are reserved,
   * since any address may occur in a packet.
   */
  public static final PairKey OTHER = new PairKey(0, 0, 0, 0, Service.ANY);

  /** The key of a pair of addresses without a service. */
  public PairKey(long srcHi, long srcLo, long dstHi, long dstLo) {
    this(srcHi, srcLo, dstHi, dstLo, Service.NONE);
  }

  /** Whether this is {@link #OTHER}. */
  public boolean isOther() {
    return service.id() == Service.ANY.id();
  }

  /** The sender's address; meaningless for {@link #OTHER}. */
  public Address srcAddress() {
    return new Address(srcHi, srcLo);
  }

  /** The receiver's address; meaningless for {@link #OTHER}. */
  public Address dstAddress() {
    return new Address(dstHi, dstLo);
  }

  /** Orders by the sender's address, then the receiver's, then the service. */
  @Override
  public int compareTo(PairKey other) {
    int order = srcAddress().compareTo(other.srcAddress());
    if (order == 0) {
      order = dstAddress().compareTo(other.dstAddress());
    }
    if (order == 0) {
      order = service.name().compareTo(other.service.name());
    }
    return order == 0 ? Boolean.compare(isOther(), other.isOther()) : order;
  }

  /** Text of the sender's address, or {@code other}. */
  public String src() {
    return isOther() ? "other" : Addresses.toText(srcHi, srcLo);
  }

  /** Text of the receiver's address, or {@code other}. */
  public String dst() {
    return isOther() ? "other" : Addresses.toText(dstHi, dstLo);
  }
}
