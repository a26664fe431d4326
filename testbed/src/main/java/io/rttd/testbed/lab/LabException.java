package io.rttd.testbed.lab;

/** The lab could not be set up, or a part of it failed: a sentence for who started it. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What failed. */
  public LabException(String message) {
    super(message);
  }
}
