package io.rttd.pipeline;

import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;

/** Data segments of one direction of a connection. */
final class OneWayData {
  private OneWayData() {}

  /** One of them, whose other fields are the same in each. */
  static Segment segment(int seq, int payloadLength) {
    Segment segment = new Segment();
    segment.srcHi = Addresses.IPV4_HI;
    segment.srcLo = Addresses.ipv4Lo(0xC612_0001);
    segment.dstHi = Addresses.IPV4_HI;
    segment.dstLo = Addresses.ipv4Lo(0xC612_0002);
    segment.srcPort = 40_000;
    segment.dstPort = 443;
    segment.seq = seq;
    segment.ack = 5_000;
    segment.flags = TcpFlags.ACK;
    segment.window = 500;
    segment.payloadLength = payloadLength;
    segment.hasTimestamps = true;
    segment.tsVal = 77;
    segment.tsEcr = 78;
    return segment;
  }
}
