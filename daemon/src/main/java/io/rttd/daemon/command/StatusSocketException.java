package io.rttd.daemon.command;

/** The status socket that the configuration names cannot be opened. */
final class StatusSocketException extends Exception {
  private static final long serialVersionUID = 1L;

  StatusSocketException(Throwable cause) {
    super("status_socket: " + cause.getMessage(), cause);
  }
}
