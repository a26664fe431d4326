package io.rttd.probe;

/**
 * Which data of a connection, by the end that receives and acknowledges it. The server is the end
 * whose port the probe was given; without a port, and where both ends or neither have it, data
 * counts for {@link #BOTH} alone.
 */
public enum Direction {
  /** What either end sends. */
  BOTH,
  /** What the client sends. Its RTT is the way from the capture point to the server and back. */
  TO_SERVER,
  /** What the server sends. Its RTT is the way from the capture point to the client and back. */
  TO_CLIENT
}
