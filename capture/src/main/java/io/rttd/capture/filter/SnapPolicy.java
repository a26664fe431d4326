package io.rttd.capture.filter;

/**
 * How much of a selected packet the kernel keeps: its headers and nothing after them, so no payload
 * ever reaches this process.
 *
 * @param snaplenBytes maximum number of bytes, at least 1. This much is kept of packets with IPv6
 *     extension headers or an authentication header, and of tunnels that a filter program cannot
 *     follow to the end of the TCP header.
 * @param pureAcksSent whether the ACKs that this host sends are kept even if the filter excludes
 *     them: where sent and received packets cannot be distinguished
 */
public record SnapPolicy(int snaplenBytes, boolean pureAcksSent) {
  /** Rejects a snap length below 1. */
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
