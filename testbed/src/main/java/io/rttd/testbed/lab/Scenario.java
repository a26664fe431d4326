package io.rttd.testbed.lab;

/** What the ends say to each other. A is the client, and the side that is captured. */
public enum Scenario {
  /** iperf3: A sends as fast as it can. */
  UPLOAD,
  /** iperf3: B sends as fast as it can. */
  DOWNLOAD,
  /** A sends requests and B responds after a delay, on one permanent connection. */
  REQUESTS,
  /** A connects, asks, reads the answer and closes, many times in parallel. */
  SHORT
}
