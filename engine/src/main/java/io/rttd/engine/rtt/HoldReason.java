package io.rttd.engine.rtt;

import io.rttd.model.SampleClass;

/** Why the receiver may have delayed the ACK of a sample, if it may have. */
public enum HoldReason {
  /** The receiver had no reason to wait: the sample is prompt. */
  NONE("the receiver had no reason to wait"),
  /** The ACK came with data, SYN or FIN, and may have waited for it. */
  RIDES_ON_DATA("the ACK came with data from the receiver, and may have waited for it"),
  /**
   * It newly covered fewer than two full segments: the receiver may have awaited a timer or data.
   */
  FEW_SEGMENTS("fewer than two full segments were newly covered, so the receiver may have waited"),
  /** The window shrank: two full segments are then acknowledged only when the reader reads. */
  WINDOW_SHRANK("the window shrank, so the ACK may have waited for the application to read"),
  /** Another segment, which filled a hole, triggered the ACK. */
  HOLE("there were holes, so a late segment that filled one of them triggered the ACK"),
  /** After the first duplicates of an ACK number, a receiver may compress SACKs. */
  LATER_DUPLICATE("three ACKs of this number came before, and the receiver may delay further ones");

  private final String text;

  HoldReason(String text) {
    this.text = text;
  }

  /** The reason in words, to follow "because" or a colon. */
  public String text() {
    return text;
  }

  /** The class of a sample with this reason. */
  public SampleClass sampleClass() {
    return this == NONE ? SampleClass.PROMPT : SampleClass.HELD;
  }
}
