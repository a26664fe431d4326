package io.rttd.model;

/**
 * Times of a pair besides its RTT samples, of each of which it has a distribution of its own.
 *
 * <p>Everything that reports these iterates over the constants.
 */
public enum PairTime {
  /** From a SYN that {@code src} sent to the SYN/ACK: those of the RTT samples. */
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
