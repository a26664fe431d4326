package io.rttd.capture.filter;

import java.util.HexFormat;

/** Packets for filters, which look at few of their bytes. */
public final class Packets {
  public static final String ETHERNET = "0200 0000 0001 0200 0000 0002 ";
  public static final String IPV4 = "0800 ";
  public static final String IPV6 = "86dd ";
  public static final int TCP = 6;
  public static final int UDP = 17;

  private static final String PORTS = "01bb d431 ";
  private static final String ZEROS = "0000 0000 ".repeat(12);

  private Packets() {}

  /** IPv4 from 198.18.0.1 to 198.18.0.2, ports 443 and 54321. */
  public static String ipv4(int protocol) {
    return "4500 003c 0000 0000 40" + hex(protocol) + "0000 c612 0001 c612 0002 " + PORTS + ZEROS;
  }

  /** IPv6 from 2001:db8::1 to 2001:db8::2, ports 443 and 54321. */
  public static String ipv6(int nextHeader) {
    String prefix = "2001 0db8 0000 0000 0000 0000 0000 ";
    return "6000 0000 0028 "
        + hex(nextHeader)
        + "40 "
        + prefix
        + "0001 "
        + prefix
        + "0002 "
        + PORTS
        + ZEROS;
  }

  public static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String hex(int octet) {
    return String.format("%02x", octet);
  }
}
