package io.rttd.analyze.connection;

import java.util.function.Consumer;

/** Writes the figures of a report by name, so that all formats share them. */
public interface FieldWriter {
  /** A text; null for none. */
  void text(String name, String value);

  /** A count. */
  void count(String name, long value);

  /** A share of a whole; NaN for none. */
  void ratio(String name, double value);

  /** A time in nanoseconds, shown in milliseconds; NaN for none. */
  void time(String name, double ns);

  /** A time in nanoseconds, shown in milliseconds. */
  default void time(String name, long ns) {
    time(name, (double) ns);
  }

  /** Figures that belong together. */
  void group(String name, Consumer<FieldWriter> figures);

  /** How often each of some times was measured. */
  default void buckets(String name, TimeDistribution times) {}
}
