package io.rttd.engine.rtt;

/** Why a sent segment is not timed. */
public enum UntimedReason {
  DIRECTION("only the other direction is timed"),
  CLOSED_WINDOW("it probes a closed window"),
  NO_SLOT("too many segments are outstanding");

  private final String text;

  UntimedReason(String text) {
    this.text = text;
  }

  /** The text that users see. */
  public String text() {
    return text;
  }
}
