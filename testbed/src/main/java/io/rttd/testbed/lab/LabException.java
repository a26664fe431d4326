package io.rttd.testbed.lab;

/** The lab could not be set up, or a part of it failed. The message is a sentence for the user. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates an exception that says what failed. */
  public LabException(String message) {
    super(message);
  }
}
