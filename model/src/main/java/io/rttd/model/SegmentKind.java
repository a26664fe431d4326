package io.rttd.model;

/** The kind of the timed segment. */
public enum SegmentKind {
  SYN("syn"),
  DATA("data"),
  FIN("fin"),
  /** A keep-alive (RFC 9293 3.8.4), which a receiver must answer immediately. */
  PROBE("probe");

  private final String text;

  SegmentKind(String text) {
    this.text = text;
  }

  /** The name that users see. */
  public String text() {
    return text;
  }
}
