package io.rttd.model;

/**
 * Times of a pair besides its RTT samples, each with a separate distribution.
 *
 * <p>Everything that reports these iterates over the constants.
 */
public enum PairTime {
  /** From a SYN that {@code src} sent to the SYN/ACK; these are also RTT samples. */
  HANDSHAKE("handshake"),
  /** From the last segment of a request to the first of the answer, whichever end is the server. */
  RESPONSE("response");

  private final String text;

  PairTime(String text) {
    this.text = text;
  }

  /** The name that users see. */
  public String text() {
    return text;
  }
}
