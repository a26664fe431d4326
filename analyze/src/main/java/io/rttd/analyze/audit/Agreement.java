package io.rttd.analyze.audit;

/** Whether rttd and the kernel say the same about a connection. */
public enum Agreement {
  /** They do. */
  YES("yes"),
  /** They do not, and a {@link Difference} says why both may be right. */
  EXPLAINED("explained"),
  /** They do not, for no known reason. */
  NO("NO");

  private final String text;

  Agreement(String text) {
    this.text = text;
  }

  /** The word in the table. */
  public String text() {
    return text;
  }
}
