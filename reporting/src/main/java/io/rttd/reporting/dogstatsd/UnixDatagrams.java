package io.rttd.reporting.dogstatsd;

import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/**
 * Opens a UNIX datagram socket, which Java cannot do: the code that assembles the process supplies
 * the implementation.
 */
@FunctionalInterface
public interface UnixDatagrams {
  /**
   * Opens a channel that sends each buffer as one datagram to the socket that currently has that
   * path.
   *
   * @param patience how long a datagram waits for space at the receiver before it fails
   */
  WritableByteChannel open(String path, Duration patience);
}
