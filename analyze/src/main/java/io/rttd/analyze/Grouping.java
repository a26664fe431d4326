package io.rttd.analyze;

import java.util.Locale;

/** What each line of the result stands for. */
public enum Grouping {
  /** A source and a destination of data. */
  PAIR,
  /** All connections to one service. */
  SERVICE,
  /** A connection. */
  CONNECTION;

  /** The name that users write. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
