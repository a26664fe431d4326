package io.rttd.testbed.truth;

/** What the relay did with a frame. The ordinal is its code in the record. */
public enum Fate {
  /** Sent when it was due. */
  FORWARDED(true),
  /** Sent, but delayed longer on purpose. */
  REORDERED(true),
  /** Dropped by chance, as configured. */
  LOST(false),
  /** Dropped because the queue before a limited rate was full. */
  QUEUE_FULL(false),
  /** Dropped because the relay had no room, which makes the run invalid. */
  NO_ROOM(false),
  /** Rejected by the receiving interface, which was down. */
  REFUSED(false);

  private static final Fate[] ALL = values();

  private final boolean arrived;

  Fate(boolean arrived) {
    this.arrived = arrived;
  }

  /** Whether the frame came out at the other end. */
  public boolean arrived() {
    return arrived;
  }

  /** The fate with this code. */
  public static Fate of(int code) {
    return ALL[code];
  }
}
