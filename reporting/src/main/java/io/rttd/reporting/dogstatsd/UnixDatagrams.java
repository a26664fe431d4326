package io.rttd.reporting.dogstatsd;

import java.nio.channels.WritableByteChannel;
import java.time.Duration;

/**
 * Opens the way to a datagram socket of the file system, which Java cannot: whoever assembles the
 * process brings it along.
 */
@FunctionalInterface
public interface UnixDatagrams {
  /**
   * A channel that sends each buffer as one datagram to the socket that has that path at the time.
   *
   * @param patience how long a datagram waits for room at the receiver before it fails
   */
  WritableByteChannel open(String path, Duration patience);
}
