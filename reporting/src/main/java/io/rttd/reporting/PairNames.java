package io.rttd.reporting;

import io.rttd.model.PairKey;

/**
 * The names of a pair in reports: pairs with equal names are merged.
 *
 * @param src name of the sender of the timed data
 * @param dst name of the receiver
 * @param service name of their service; empty without one
 */
public record PairNames(String src, String dst, String service) {
  /** The names of {@link PairKey#OTHER}. */
  public static final PairNames OTHER = new PairNames(PairKey.OTHER.src(), PairKey.OTHER.dst());

  /** Names without a service. */
  public PairNames(String src, String dst) {
    this(src, dst, "");
  }
}
