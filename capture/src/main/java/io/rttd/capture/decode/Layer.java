package io.rttd.capture.decode;

/**
 * What is at the cursor: a header to read, or the outcome of decoding.
 *
 * <p>Each header's reader takes the cursor, moves it past the header and returns the next layer, so
 * {@link FrameDecoder} is one loop and no reader knows another.
 */
enum Layer {
  ETHERNET,
  LOOPBACK,
  COOKED,
  COOKED_V2,
  FDDI,
  LLC,
  NFLOG,
  PKTAP,
  USER2,
  PFLOG,
  ENC,
  IPOIB,
  ERF,
  RADIOTAP,
  PPI,
  WIRELESS,
  PPP,
  PPP_DIRECTED,
  PPP_SERIAL,
  PPPOE,
  VLAN,
  CISCO_METADATA,
  FABRIC_PATH,
  MPLS,
  IP,
  GRE,
  L2TP_OVER_IP,
  UDP,
  TCP,
  NOT_TCP(DecodeOutcome.NOT_TCP),
  FRAGMENT(DecodeOutcome.FRAGMENT),
  TRUNCATED(DecodeOutcome.TRUNCATED),
  MALFORMED(DecodeOutcome.MALFORMED),
  UNKNOWN_LINK(DecodeOutcome.UNKNOWN_LINK);

  private final DecodeOutcome outcome;

  Layer() {
    this(null);
  }

  Layer(DecodeOutcome outcome) {
    this.outcome = outcome;
  }

  /** The outcome of decoding, or null if there is a header to read. */
  DecodeOutcome outcome() {
    return outcome;
  }
}
