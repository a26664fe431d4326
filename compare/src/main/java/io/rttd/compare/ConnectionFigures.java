package io.rttd.compare;

/**
 * What is compared of one direction of a connection.
 *
 * @param src who sent the data that was timed
 * @param dst who acknowledged it
 * @param service name of the service, or the server's port; empty if neither is known
 * @param toServer whether the data goes to the server
 * @param rtt all samples
 * @param path the prompt ones
 * @param response from request to answer, of the direction to the server
 * @param segments data segments sent for the first time
 * @param retransmits segments sent again
 */
public record ConnectionFigures(
    String src,
    String dst,
    String service,
    boolean toServer,
    Samples rtt,
    Samples path,
    Samples response,
    long segments,
    long retransmits) {

  /** Whether there is anything to compare. */
  boolean hasAny() {
    return rtt.size() + response.size() > 0 || segments + retransmits > 0;
  }
}
