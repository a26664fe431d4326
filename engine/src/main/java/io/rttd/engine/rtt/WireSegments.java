package io.rttd.engine.rtt;

import io.rttd.model.Addresses;
import io.rttd.model.Segment;

/**
 * How many segments on the wire one captured segment stands for. With segmentation offload, the
 * capture sees super-segments that the network card or the driver splits to the MSS.
 *
 * <p>The size of a piece is the MSS option of the receiver's SYN, minus the timestamps option (RFC
 * 6691 2). Where the capture missed the SYN, it is the largest ordinary payload that the sender
 * sent so far, if the super-segment is a multiple of it; otherwise what fits into an Ethernet frame
 * of 1500 bytes. The kernel counts in the same way (tcp_skb_pcount in Linux).
 */
final class WireSegments {
  /** What a timestamps option and its padding take from each segment (RFC 7323 Appendix A). */
  static final int TIMESTAMPS_BYTES = 12;

  private static final int MTU = 1500;
  private static final int IPV4_HEADERS = 40;
  private static final int IPV6_HEADERS = 60;

  /** The least MSS that a receiver must accept (RFC 9293 3.7.1). */
  private static final int LEAST_MSS = 536;

  private WireSegments() {}

  /**
   * Number of segments that these bytes of a captured segment take on the wire.
   *
   * @param bytes of payload, at least 0
   * @return at least 1: a SYN or FIN without payload is a segment, too
   */
  static int count(int bytes, Segment segment, HalfFlow sender, HalfFlow receiver) {
    int mss = receiver.mss();
    int size = mss - (segment.hasTimestamps ? TIMESTAMPS_BYTES : 0);
    if (bytes <= size) {
      return 1;
    }
    if (size <= 0) {
      size = sizeWithoutMss(bytes, segment, sender);
    }
    return Math.max(1, (int) (((long) bytes + size - 1) / size));
  }

  /** Stores a payload larger than any before, if a single packet may have carried it. */
  static void remember(Segment segment, HalfFlow sender) {
    if (segment.payloadLength <= ethernetPayload(segment)) {
      sender.setLargestOrdinaryPayload(segment.payloadLength);
    }
  }

  private static int sizeWithoutMss(int bytes, Segment segment, HalfFlow sender) {
    int largest = sender.largestOrdinaryPayload();
    boolean fits = largest >= LEAST_MSS && bytes % largest == 0;
    return fits ? largest : ethernetPayload(segment);
  }

  private static int ethernetPayload(Segment segment) {
    int headers = Addresses.isIpv4(segment.srcHi, segment.srcLo) ? IPV4_HEADERS : IPV6_HEADERS;
    return MTU - headers - (segment.hasTimestamps ? TIMESTAMPS_BYTES : 0);
  }
}
