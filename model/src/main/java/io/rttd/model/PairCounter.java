package io.rttd.model;

import java.util.Locale;
import java.util.Optional;

/**
 * The counts of a pair besides its RTT. Their definitions, with the corresponding tshark filters,
 * are in {@code docs/how-rtt-is-measured.md}.
 *
 * <p>Metrics, and the JSON and CSV of pairs, iterate over the constants. What shows a choice of
 * them does not: the text tables of {@code analyze} and {@code top}, the HTML report, and the
 * figures of single connections and services.
 */
public enum PairCounter {
  /** Segments that {@code src} retransmitted; a rise means loss, or an unreachable receiver. */
  RETRANSMITS("retransmits", "retransmits", Unit.SEGMENT, "retransmitted segments"),
  /** Data segments that {@code src} sent for the first time: the base of the retransmit ratio. */
  SEGMENTS("segments", "segments", Unit.SEGMENT, "data segments sent for the first time"),
  /**
   * Times that {@code dst} closed its window; a rise means that its application does not keep up.
   */
  ZERO_WINDOWS(
      "zero_windows", "zero_windows", Unit.EVENT, "times that the destination closed its window"),
  /** Time for which {@code dst} kept its window closed, ns. */
  ZERO_WINDOW_NS(
      "zero_window_ms",
      "zero_window_ms",
      Unit.MILLISECOND,
      "time that the destination kept its window closed"),
  /** Connections begun; a retransmitted SYN does not count again. */
  CONNECTS("connects", "connects", Unit.CONNECTION, "connections begun"),
  /** Connections that were refused: a RST answered the SYN. */
  CONNECTS_REFUSED(
      "connects_refused", "connects.failed", Unit.CONNECTION, "connections that failed, by reason"),
  /** Connections whose SYN was not answered. */
  CONNECTS_UNANSWERED(
      "connects_unanswered",
      "connects.failed",
      Unit.CONNECTION,
      "connections that failed, by reason"),
  /** Established connections that a RST ended, counted for the end that sent it. */
  RESETS("resets", "resets", Unit.CONNECTION, "established connections ended by a RST"),
  /** Segments that the network reordered; those from {@code dst} too, if its data is not timed. */
  OUT_OF_ORDER("out_of_order", "out_of_order", Unit.SEGMENT, "segments that the network reordered");

  /** Prefix of the metrics of a pair. */
  public static final String METRIC_PREFIX = "system.net.tcp.";

  private final String text;
  private final String metric;
  private final Unit unit;
  private final String meaning;

  PairCounter(String text, String metric, Unit unit, String meaning) {
    this.text = text;
    this.metric = metric;
    this.unit = unit;
    this.meaning = meaning;
  }

  /** The name that users see in JSON and CSV, where times are milliseconds. */
  public String text() {
    return text;
  }

  /**
   * The name of the DogStatsD metric: {@code system.net.tcp.retransmits}. Counters that differ only
   * in their {@link #reason} share it.
   */
  public String metric() {
    return METRIC_PREFIX + metric;
  }

  /** The unit of its metric. */
  public Unit unit() {
    return unit;
  }

  /** What its metric counts: {@code connections begun}. */
  public String meaning() {
    return meaning;
  }

  /** The reason why connections failed, if this counts the failures of one reason. */
  public Optional<String> reason() {
    return switch (this) {
      case CONNECTS_REFUSED -> Optional.of("refused");
      case CONNECTS_UNANSWERED -> Optional.of("unanswered");
      case RETRANSMITS, SEGMENTS, ZERO_WINDOWS, ZERO_WINDOW_NS, CONNECTS, RESETS, OUT_OF_ORDER ->
          Optional.empty();
    };
  }

  /**
   * Whether it is reported even if 0, so that a ratio always has both terms. Other counts are not:
   * most are always 0, and each series costs.
   */
  public boolean isReportedWhenZero() {
    return this == RETRANSMITS || this == SEGMENTS;
  }

  /** Whether this is a time in nanoseconds rather than a number of events. */
  public boolean isTime() {
    return unit == Unit.MILLISECOND;
  }

  /** Datadog's units. */
  public enum Unit {
    SEGMENT,
    EVENT,
    MILLISECOND,
    CONNECTION;

    /** The word. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
