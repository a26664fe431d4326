package io.rttd.capture;

/** A capture cannot start. The message tells the user what, where, and what to do. */
public final class CaptureException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Reasons that callers handle differently. */
  public enum Reason {
    /** There is no such interface or file. */
    NOT_FOUND,
    /** The process lacks CAP_NET_RAW, or may not read the file. */
    NO_PERMISSION,
    /** The filter expression does not compile. */
    BAD_FILTER,
    /** Not a capture file, or of a format that rttd cannot read. */
    BAD_FILE,
    /** This machine does not support the capture method. */
    UNSUPPORTED
  }

  private final Reason reason;

  /** Creates an exception with a reason and a message. */
  public CaptureException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** Creates an exception with a reason, a message and a cause. */
  public CaptureException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why the capture cannot start. */
  public Reason reason() {
    return reason;
  }
}
