package io.rttd.capture.decode;

/** What a frame turned out to be. */
public enum DecodeOutcome {
  /** A TCP segment: every field of the slot is set, except {@code timeNs}, frame and timed. */
  TCP,
  /** Another protocol, or a header quoted in an ICMP error. */
  NOT_TCP,
  /** An IP fragment that is not atomic (RFC 6946) and does not complete a tunnel's packet. */
  FRAGMENT,
  /** The captured bytes end within a header that is needed. */
  TRUNCATED,
  /** A header is inconsistent, or longer than the frame on the wire. */
  MALFORMED,
  /** Of a link type that cannot be read. */
  UNKNOWN_LINK
}
