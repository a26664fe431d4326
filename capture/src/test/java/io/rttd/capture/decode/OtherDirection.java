package io.rttd.capture.decode;

import java.util.HexFormat;

/** Turns one of {@link SampleFrames} into what the other end sends, in the same wrapping. */
public final class OtherDirection {
  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final String IPV6 = "20 01 00 02 00 00 00 %s 00 00 00 00 00 00 00 0%d";
  private static final String PORTS = "9c 40 00 50 ";
  private static final String SEQ_AND_ACK = "ff ff ff f0 80 00 00 01";

  private OtherDirection() {}

  /**
   * All ends exchanged, inside and outside. What UDP tunnels choose by the flow, the port on the
   * sender's side, is another one.
   */
  public static byte[] of(byte[] frame) {
    String hex = HEX.formatHex(frame);
    hex = exchanged(hex, "c6 12 00 01", "c6 12 00 02");
    hex = exchanged(hex, "c6 13 00 01", "c6 13 00 02");
    hex = exchanged(hex, IPV6.formatted("00", 1), IPV6.formatted("00", 2));
    hex = exchanged(hex, IPV6.formatted("0f", 1), IPV6.formatted("0f", 2));
    hex = hex.replace(PORTS, "00 50 9c 40 ").replace("c3 50 ", "d4 31 ");
    return HEX.parseHex(hex);
  }

  /** The same, acknowledging all of the frame's payload. */
  public static byte[] answering(byte[] frame) {
    int end = 0xFFFF_FFF0 + SampleFrames.PAYLOAD_LENGTH;
    String ack = "80 00 00 01 " + HEX.formatHex(new byte[] {0, 0, 0, (byte) end});
    return HEX.parseHex(HEX.formatHex(of(frame)).replace(SEQ_AND_ACK, ack));
  }

  /** The frame or its other direction, with another port in place of the client's. */
  public static byte[] withClientPort(byte[] frame, int port) {
    String other = HEX.formatHex(new byte[] {(byte) (port >>> 8), (byte) port});
    return HEX.parseHex(
        HEX.formatHex(frame)
            .replace(PORTS, other + " 00 50 ")
            .replace("00 50 9c 40 ", "00 50 " + other + " "));
  }

  private static String exchanged(String text, String one, String other) {
    return text.replace(one, "xx").replace(other, one).replace("xx", other);
  }
}
