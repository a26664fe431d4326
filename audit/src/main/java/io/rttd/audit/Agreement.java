package io.rttd.audit;

/** Whether rttd and the kernel agree about a connection. */
public enum Agreement {
  /** They do. */
  YES("yes"),
  /** They do not agree, but a {@link Difference} explains why both may be right. */
  EXPLAINED("explained"),
  /** They do not agree, for no known reason. */
  NO("NO");

  private final String text;

  Agreement(String text) {
    this.text = text;
  }

  /** The text in the table. */
  public String text() {
    return text;
  }
}
