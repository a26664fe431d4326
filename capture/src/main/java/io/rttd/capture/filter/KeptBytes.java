package io.rttd.capture.filter;

/**
 * What the kernel keeps of the packets that a {@link PeerFilter} wants: their headers and nothing
 * behind them, so that no payload ever reaches this process.
 *
 * @param snaplenBytes never more than this, at least 1. Of packets with IPv6 extension headers or
 *     an authentication header, where a filter program cannot find the end of the TCP header, this
 *     much is kept.
 * @param pureAcksSent whether ACKs without data that this host sends are kept. They neither are
 *     timed nor answer anything that is, as long as only what this host sends is timed.
 */
public record KeptBytes(int snaplenBytes, boolean pureAcksSent) {
  /** Refuses to keep nothing. */
  public KeptBytes {
    if (snaplenBytes < 1) {
      throw new IllegalArgumentException("snaplen " + snaplenBytes);
    }
  }

  /** The headers of all packets, in at most so many bytes. */
  public static KeptBytes headers(int snaplenBytes) {
    return new KeptBytes(snaplenBytes, true);
  }
}
