package io.rttd.analyze.audit;

/** Why rttd's figures of a connection and the kernel's may differ although both are right. */
public enum Difference {
  /** The receiver held ACKs back, which is in the kernel's RTT and in p50, but not in the path. */
  DELAYED_ACK("D", "the peer delayed ACKs: compare the path, not rtt"),

  /** The kernel's RTT follows the last few samples; rttd's p50 is the median of all. */
  SMOOTHING("S", "the kernel's rtt is smoothed: it follows the last few samples"),

  /** The kernel knows the connection's history; rttd saw only the rest. */
  BEGAN_BEFORE(
      "B", "the connection began before the capture: its earlier RTTs and MSS are unknown"),

  /** There is too little to compare. */
  FEW_SAMPLES("F", "fewer than 10 samples"),

  /** Packets are missing from the capture. */
  CAPTURE_LOSS("L", "the capture lost packets");

  private final String letter;
  private final String text;

  Difference(String letter, String text) {
    this.letter = letter;
    this.text = text;
  }

  /** What stands for it in a table. */
  public String letter() {
    return letter;
  }

  /** What a reader is told. */
  public String text() {
    return text;
  }
}
