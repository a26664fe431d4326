package io.rttd.pipeline.interfaces;

import io.rttd.config.Cidr;

/**
 * A route that shows what is local, or which interface leads out.
 *
 * @param kind its kind
 * @param network where it leads
 * @param linkIndex the interface that it leads through
 */
public record NetworkRoute(Kind kind, Cidr network, int linkIndex) {
  /** Kinds of routes. */
  public enum Kind {
    /** The default route. */
    DEFAULT,
    /** Reached through an interface without a gateway. */
    ON_LINK,
    /**
     * Through a gateway that is the interface's own address within the network: packets go to
     * whatever receives them behind the interface.
     */
    VIA_OWN_ADDRESS,
    /** This host itself: its addresses, AnyIP blocks and IPv6 anycast addresses. */
    LOCAL
  }
}
