package io.rttd.pipeline.interfaces;

import io.rttd.config.Cidr;

/**
 * A route that tells what is local, or which interface leads out.
 *
 * @param kind what it says
 * @param network where it leads
 * @param linkIndex the interface that it leads through
 */
public record NetworkRoute(Kind kind, Cidr network, int linkIndex) {
  /** What routes say. */
  public enum Kind {
    /** Everything that has no route of its own goes this way. */
    DEFAULT,
    /** Reached through an interface without a gateway. */
    ON_LINK,
    /** This host itself: its addresses, AnyIP blocks and IPv6 anycast addresses. */
    LOCAL
  }
}
