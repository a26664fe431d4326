package io.rttd.reporting;

import io.rttd.model.PairKey;

/**
 * What a pair is called in reports: pairs of equal names are one.
 *
 * @param src what the sender of the timed data is called
 * @param dst what the receiver is called
 * @param service what their service is called; empty without one
 */
public record PairNames(String src, String dst, String service) {
  /** The names of {@link PairKey#OTHER}. */
  public static final PairNames OTHER = new PairNames(PairKey.OTHER.src(), PairKey.OTHER.dst());

  /** Names without a service. */
  public PairNames(String src, String dst) {
    this(src, dst, "");
  }
}
