package io.rttd.capture;

/** What a capture counts; each says what a rise means. */
public enum CaptureCounter {
  /** Frames read. */
  PACKETS,
  /** Their bytes on the wire. */
  BYTES,
  /** TCP segments handed to the engine. */
  SEGMENTS,
  /** Frames that are not TCP: harmless, but a kernel filter would have saved their cost. */
  NOT_TCP,
  /** IP fragments other than atomic ones, which are not reassembled: a broken path MTU. */
  FRAGMENTS,
  /** Headers cut off by the snap length: raise {@code snaplen}. */
  TRUNCATED,
  /** Headers that contradict themselves: broken or hostile senders. */
  MALFORMED,
  /** Frames of a link type that rttd cannot read. */
  UNKNOWN_LINK,
  /** Segments with no local end, in host mode: the wrong interface or {@code local_networks}. */
  NOT_LOCAL,
  /**
   * Segments captured again on their way through the host or the mirror: each costs its processing,
   * and is measured once.
   */
  DUPLICATES,
  /** Segments inside tunnels that {@code ips}, {@code ports} and the like leave out: harmless. */
  NOT_WANTED,
  /** Frames that bear no time: nothing can be measured of them. */
  NO_TIME
}
