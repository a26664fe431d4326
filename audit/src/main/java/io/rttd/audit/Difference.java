package io.rttd.audit;

/**
 * Reasons why rttd's and the kernel's figures for a connection may differ although both are right.
 */
public enum Difference {
  /** The receiver delayed ACKs; the kernel's RTT and p50 include that, the path does not. */
  DELAYED_ACK("D", "the peer delayed ACKs: compare the path, not rtt"),

  /** The kernel's RTT follows the last few samples; rttd's p50 is the median of all. */
  SMOOTHING("S", "the kernel's rtt is smoothed: it follows the last few samples"),

  /** The kernel knows the connection's history; rttd saw only the rest. */
  BEGAN_BEFORE(
      "B", "the connection began before the capture: its earlier RTTs and MSS are unknown"),

  /** The kernel timed the handshake from a SYN that was lost, and nothing after it yet. */
  SYN_RESENT("R", "a SYN was sent again: the kernel's RTT includes its timeout"),

  /** There was too little to compare when the kernel last answered. */
  FEW_SAMPLES("F", "too few samples when the kernel last answered"),

  /** Packets are missing from the capture. */
  CAPTURE_LOSS("L", "the capture lost packets");

  private final String letter;
  private final String text;

  Difference(String letter, String text) {
    this.letter = letter;
    this.text = text;
  }

  /** Its letter in a table. */
  public String letter() {
    return letter;
  }

  /** The explanation for the user. */
  public String text() {
    return text;
  }
}
