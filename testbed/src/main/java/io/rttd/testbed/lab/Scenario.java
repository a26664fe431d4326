package io.rttd.testbed.lab;

/** Traffic between the two ends. A is the client and the captured side. */
public enum Scenario {
  /** iperf3: A sends as fast as it can. */
  UPLOAD,
  /** iperf3: B sends as fast as it can. */
  DOWNLOAD,
  /** A sends requests and B responds after a delay, on one persistent connection. */
  REQUESTS,
  /** A connects, sends a request, reads the response and closes, many times in parallel. */
  SHORT
}
