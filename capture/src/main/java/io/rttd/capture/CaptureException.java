package io.rttd.capture;

/** A capture cannot start. The message says what, where and what to do, to the person who asked. */
public final class CaptureException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why, as far as a caller would act differently. */
  public enum Reason {
    /** There is no such interface or file. */
    NOT_FOUND,
    /** The process lacks CAP_NET_RAW, or may not read the file. */
    NO_PERMISSION,
    /** The filter expression does not compile. */
    BAD_FILTER,
    /** Not a capture file, or of a kind that rttd cannot read. */
    BAD_FILE,
    /** This machine cannot capture that way. */
    UNSUPPORTED
  }

  private final Reason reason;

  /** A failure with its reason and its sentence. */
  public CaptureException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** A failure with its reason, its sentence and what caused it. */
  public CaptureException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the capture cannot start. */
  public Reason reason() {
    return reason;
  }
}
