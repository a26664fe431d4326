package io.rttd.perf.bench;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Frames for benchmarks: headers as Linux sends them, truncated where a capture's snap length
 * would.
 */
public final class SampleFrames {
  private static final String ETHERNET = "020000000002020000000001";
  private static final String IPV4 = "4500%04x123440004006" + "0000" + "c6120001" + "c6120002";
  private static final String IPV6 =
      "60012345%04x0640"
          + "fd00019800180000"
          + "0000000000000001"
          + "fd00019800180000"
          + "0000000000000002";
  private static final String PORTS_SEQ_ACK = "9c401451" + "10000000" + "20000000";
  private static final String TIMESTAMPS = "0101080a" + "00001000" + "00002000";
  private static final String SACK = "01010512" + "2000100020002000" + "2000300020004000";

  /** Kind of headers. */
  public enum Kind {
    /** IPv4, TCP timestamps, 82 bytes of payload. */
    IPV4_DATA,
    /** IPv4, TCP timestamps and two SACK blocks, no payload. */
    IPV4_SACK,
    /** 802.1Q, IPv4, TCP timestamps, no payload. */
    VLAN_ACK,
    /** IPv6, TCP timestamps, no payload. */
    IPV6_ACK
  }

  private SampleFrames() {}

  /** One Ethernet frame. */
  public static byte[] of(Kind kind) {
    return switch (kind) {
      case IPV4_DATA -> frame("0800", IPV4, 20, "8018", TIMESTAMPS, 82);
      case IPV4_SACK -> frame("0800", IPV4, 20, "d010", TIMESTAMPS + SACK, 0);
      case VLAN_ACK -> frame("8100" + "0064" + "0800", IPV4, 20, "8010", TIMESTAMPS, 0);
      case IPV6_ACK -> frame("86dd", IPV6, 0, "8010", TIMESTAMPS, 0);
    };
  }

  private static byte[] frame(
      String types, String ip, int countedHeader, String flags, String options, int payload) {
    int tcpLength = 20 + options.length() / 2 + payload;
    String head =
        ETHERNET
            + types
            + String.format(ip, countedHeader + tcpLength)
            + PORTS_SEQ_ACK
            + flags
            + "01f600000000"
            + options;
    byte[] headers = HexFormat.of().parseHex(head);
    return ByteBuffer.allocate(headers.length + payload).put(headers).array();
  }
}
