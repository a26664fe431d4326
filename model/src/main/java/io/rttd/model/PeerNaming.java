package io.rttd.model;

/**
 * Names of addresses in reports: the address itself, or a configured or resolved name.
 *
 * <p>Pairs whose two names are equal are merged before anything is reported, so several addresses
 * may share a name. Called on the reporter's thread for each pair of each report, so it must not
 * block.
 */
@FunctionalInterface
public interface PeerNaming {
  /** Uses the addresses themselves. */
  PeerNaming ADDRESSES = Address::toString;

  /** The name of an address; never null or empty. */
  String name(Address address);

  /** The name of a pair's sender; {@code other} for the pairs beyond the cap. */
  default String src(PairKey key) {
    return key.isOther() ? key.src() : name(key.srcAddress());
  }

  /** The name of a pair's receiver; {@code other} for the pairs beyond the cap. */
  default String dst(PairKey key) {
    return key.isOther() ? key.dst() : name(key.dstAddress());
  }
}
