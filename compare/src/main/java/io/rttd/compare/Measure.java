package io.rttd.compare;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is compared. */
public enum Measure {
  P50(Kind.RTT, 0.5),
  P90(Kind.RTT, 0.9),
  P99(Kind.RTT, 0.99),
  PATH_P50(Kind.PATH, 0.5),
  PATH_P90(Kind.PATH, 0.9),
  PATH_P99(Kind.PATH, 0.99),
  RESPONSE_P50(Kind.RESPONSE, 0.5),
  RESPONSE_P90(Kind.RESPONSE, 0.9),
  RESPONSE_P99(Kind.RESPONSE, 0.99),
  RETRANSMITS(Kind.RETRANSMITS, Double.NaN);

  /** What measures are taken from. */
  enum Kind {
    RTT,
    PATH,
    RESPONSE,
    /** A ratio, not a time. */
    RETRANSMITS;

    Samples samples(ConnectionFigures figures) {
      return switch (this) {
        case RTT -> figures.rtt();
        case PATH -> figures.path();
        case RESPONSE -> figures.response();
        case RETRANSMITS -> Samples.NONE;
      };
    }
  }

  private final Kind kind;
  private final double share;

  Measure(Kind kind, double share) {
    this.kind = kind;
    this.share = share;
  }

  Kind kind() {
    return kind;
  }

  /** 0.99 for a p99; NaN where it is no percentile. */
  double share() {
    return share;
  }

  boolean isTime() {
    return kind != Kind.RETRANSMITS;
  }

  /** Those of one kind, in their order. */
  static Measure[] of(Kind kind) {
    return Arrays.stream(values()).filter(each -> each.kind == kind).toArray(Measure[]::new);
  }

  /** Parses a measure's name, such as {@code path p99}; empty if there is none. */
  static Optional<Measure> parse(String text) {
    String name = text.strip().replaceAll("[\\s._]+", " ");
    return Arrays.stream(values()).filter(each -> each.toString().equals(name)).findFirst();
  }

  /** All names. */
  static String names() {
    return Arrays.stream(values()).map(Measure::toString).collect(Collectors.joining(", "));
  }

  /** The name that users write: {@code p99}, {@code path p99}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
