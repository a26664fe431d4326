package io.rttd.capture.filter;

/**
 * How much the kernel keeps of the packets that a {@link PeerFilter} selects: their headers and
 * nothing after them, so no payload ever reaches this process.
 *
 * @param snaplenBytes maximum number of bytes, at least 1. Of packets with IPv6 extension headers
 *     or an authentication header, and of tunnels that a filter program cannot follow to the end of
 *     the TCP header, this much is kept.
 * @param pureAcksSent whether the ACKs that this host sends are kept even if the filter does not
 *     want them: where what is sent and what is received cannot be told apart
 */
public record SnapPolicy(int snaplenBytes, boolean pureAcksSent) {
  /** Refuses to keep nothing. */
  public SnapPolicy {
    if (snaplenBytes < 1) {
      throw new IllegalArgumentException("snaplen " + snaplenBytes);
    }
  }

  /** The headers of all packets, in at most this number of bytes. */
  public static SnapPolicy headers(int snaplenBytes) {
    return new SnapPolicy(snaplenBytes, true);
  }
}
