package io.rttd.model;

import java.util.Optional;

/**
 * The counts of a pair besides its RTT. Their definitions, with the corresponding tshark filters, are in {@code docs/how-rtt-is-measured.md}.
 *
 * <p>Everything that shows these counts iterates over the constants, so a new one reaches every output.
 */
public enum PairCounter {
  /** Segments that {@code src} retransmitted; a rise means loss, or an unreachable receiver. */
  RETRANSMITS("retransmits"),
  /** Data segments that {@code src} sent for the first time: the base of the retransmit ratio. */
  SEGMENTS("segments"),
  /** Times that {@code dst} closed its window: its application does not keep up. */
  ZERO_WINDOWS("zero_windows"),
  /** Time for which {@code dst} kept its window closed, ns. */
  ZERO_WINDOW_NS("zero_window_ms"),
  /** Connections begun; a SYN that is sent again counts once. */
  CONNECTS("connects"),
  /** Connections that were refused: a RST answered the SYN. */
  CONNECTS_REFUSED("connects_refused"),
  /** Connections whose SYN was not answered. */
  CONNECTS_UNANSWERED("connects_unanswered"),
  /** Established connections that a RST ended, counted for the end that sent it. */
  RESETS("resets"),
  /** Segments that the network reordered; those from {@code dst} too, if its data is not timed. */
  OUT_OF_ORDER("out_of_order");

  private final String text;

  PairCounter(String text) {
    this.text = text;
  }

  /** The name that users see in JSON and CSV, where times are milliseconds. */
  public String text() {
    return text;
  }

  /** The reason why connections failed, if this counts the failures of one reason. */
  public Optional<String> reason() {
    return switch (this) {
      case CONNECTS_REFUSED -> Optional.of("refused");
      case CONNECTS_UNANSWERED -> Optional.of("unanswered");
      default -> Optional.empty();
    };
  }

  /**
   * Whether it is reported even when it is 0, so that a ratio always has both terms. Other counts of 0 are not sent: most pairs never have any, and each series has a cost.
   */
  public boolean isReportedWhenZero() {
    return this == RETRANSMITS || this == SEGMENTS;
  }

  /** Whether this is a time in nanoseconds rather than a number of events. */
  public boolean isTime() {
    return this == ZERO_WINDOW_NS;
  }
}
