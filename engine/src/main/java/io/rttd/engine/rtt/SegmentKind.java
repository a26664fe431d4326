package io.rttd.engine.rtt;

/** What the timed segment was. */
public enum SegmentKind {
  SYN("syn"),
  DATA("data"),
  FIN("fin");

  private final String text;

  SegmentKind(String text) {
    this.text = text;
  }

  /** The name that users see. */
  public String text() {
    return text;
  }
}
