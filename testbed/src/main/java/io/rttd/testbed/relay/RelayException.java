package io.rttd.testbed.relay;

/** The relay could not start, or had to stop: what was tried, and errno. */
public final class RelayException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates an exception for a failed system call.
   *
   * @param message what was tried
   * @param errno the kernel's error number
   */
  public RelayException(String message, int errno) {
    super(message + ": errno " + errno + (errno == 1 || errno == 13 ? " (needs root)" : ""));
  }
}
