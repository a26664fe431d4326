package io.rttd.analyze.connection;

/** How a connection ended, as far as the capture shows. */
public enum ConnectionEnd {
  /** Both ends sent a FIN. */
  FIN("fin"),
  /** A RST ended the connection before both ends had sent a FIN. */
  RESET("reset"),
  /** A RST answered its SYN. */
  REFUSED("refused"),
  /** Its SYN was sent again, replaced by another one, or waited for 30 s, without an answer. */
  UNANSWERED("unanswered"),
  /** Only one end sent a FIN. */
  HALF_CLOSED("half-closed"),
  /** The capture does not show an end. */
  OPEN("open");

  private final String text;

  ConnectionEnd(String text) {
    this.text = text;
  }

  /** The name that users see. */
  public String text() {
    return text;
  }
}
