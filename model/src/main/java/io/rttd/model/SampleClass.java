package io.rttd.model;

/** Whether the receiver had a reason to delay the acknowledgement. */
public enum SampleClass {
  /** It had none: the sample describes the path. */
  PROMPT("prompt"),
  /** It may have waited for more data, or for its application (RFC 9293 3.8.6.3). */
  HELD("held");

  private final String text;

  SampleClass(String text) {
    this.text = text;
  }

  /** The name that users see. */
  public String text() {
    return text;
  }
}
