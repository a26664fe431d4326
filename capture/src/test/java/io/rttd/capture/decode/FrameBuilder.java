package io.rttd.capture.decode;

import static io.rttd.capture.decode.FrameHeaders.UNNAMED;

import io.rttd.capture.decode.FrameHeaders.Bytes;
import io.rttd.capture.decode.FrameHeaders.Header;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes frames for tests, from the outside in: {@code ethernet().vlan(7).ipv4("198.18.0.1",
 * "198.18.0.2").tcp(40000, 80).seq(1).payload(100).frame()}.
 *
 * <p>Lengths and protocol numbers follow from what is stacked. To make a header lie, {@link #set8}
 * and {@link #set16} overwrite bytes of the one that was added last. Checksums are left 0.
 */
public final class FrameBuilder {
  private final int linkType;
  private final List<Header> headers = new ArrayList<>();
  private final List<List<int[]>> patches = new ArrayList<>();
  private final Bytes options = new Bytes();
  private int sourcePort;
  private int destinationPort;
  private int seq;
  private int ack;
  private int flags = 0x10;
  private int window = 0xFFFF;
  private int payloadLength;
  private int trailerLength;

  private FrameBuilder(int linkType) {
    this.linkType = linkType;
  }

  /** A frame that begins with IP. */
  public static FrameBuilder raw() {
    return new FrameBuilder(LinkType.RAW);
  }

  /** An Ethernet II frame. */
  public static FrameBuilder ethernet() {
    return new FrameBuilder(LinkType.ETHERNET).add(FrameHeaders.ethernet());
  }

  /** An IEEE 802.3 frame with LLC and SNAP. */
  public static FrameBuilder ieee8023() {
    return new FrameBuilder(LinkType.ETHERNET)
        .add(FrameHeaders.ethernetWithLength())
        .add(FrameHeaders.snap());
  }

  /** Linux cooked capture, version 1. */
  public static FrameBuilder cooked() {
    return new FrameBuilder(LinkType.LINUX_SLL)
        .add(FrameHeaders.endingInEtherType("0000 0001 0006 0200000000010000"));
  }

  /** Linux cooked capture, version 2. */
  public static FrameBuilder cookedV2() {
    return new FrameBuilder(LinkType.LINUX_SLL2).add(FrameHeaders.cookedV2());
  }

  /** BSD loopback with the family's four bytes as they stand. */
  public static FrameBuilder loopback(int linkType, String familyHex) {
    return new FrameBuilder(linkType).add(FrameHeaders.fixed(UNNAMED, UNNAMED, familyHex));
  }

  /** PPP, with address and control bytes or without. */
  public static FrameBuilder ppp(int linkType, boolean withAddressAndControl) {
    return new FrameBuilder(linkType).add(FrameHeaders.ppp(withAddressAndControl ? "ff03" : ""));
  }

  /** A frame of a link type whose first header is added next. */
  static FrameBuilder link(int linkType, Header... first) {
    FrameBuilder builder = new FrameBuilder(linkType);
    for (Header header : first) {
      builder.add(header);
    }
    return builder;
  }

  FrameBuilder add(Header header) {
    headers.add(header);
    patches.add(new ArrayList<>());
    return this;
  }

  /** An inner Ethernet header, for tunnels. */
  public FrameBuilder innerEthernet() {
    return add(FrameHeaders.ethernet());
  }

  /** An 802.1Q tag. */
  public FrameBuilder vlan(int id) {
    return vlan(0x8100, id);
  }

  /** A tag of this EtherType. */
  public FrameBuilder vlan(int tpid, int id) {
    return add(FrameHeaders.vlan(tpid, id));
  }

  /** A PPPoE session header and PPP. */
  public FrameBuilder pppoe() {
    return add(FrameHeaders.pppoe()).add(FrameHeaders.ppp(""));
  }

  /** An MPLS stack, outermost label first. */
  public FrameBuilder mpls(int... labels) {
    return add(FrameHeaders.mpls(labels));
  }

  /** An IPv4 header. */
  public FrameBuilder ipv4(String source, String destination) {
    return add(FrameHeaders.ipv4(address(source), address(destination), 0));
  }

  /** An IPv4 header with NOP options, a multiple of 4 bytes of them. */
  public FrameBuilder ipv4WithOptions(String source, String destination, int optionBytes) {
    return add(FrameHeaders.ipv4(address(source), address(destination), optionBytes));
  }

  /** An IPv6 header. */
  public FrameBuilder ipv6(String source, String destination) {
    return add(FrameHeaders.ipv6(address(source), address(destination)));
  }

  /** An IPv6 extension header of {@code 8 * units} bytes. */
  public FrameBuilder extension(int protocol, int units) {
    return add(FrameHeaders.extension(protocol, units, ""));
  }

  /** An IPv6 fragment header; the offset counts units of 8 bytes. */
  public FrameBuilder ipv6Fragment(int offset, boolean more) {
    int bits = offset << 3 | (more ? 1 : 0);
    return add(FrameHeaders.extension(44, 1, "%04x%08x".formatted(bits, 77)));
  }

  /** An authentication header (AH). */
  public FrameBuilder authentication() {
    return add(FrameHeaders.authentication());
  }

  /** Plain GRE. */
  public FrameBuilder gre() {
    return add(FrameHeaders.gre(0, ""));
  }

  /** A UDP header. */
  public FrameBuilder udp(int source, int destination) {
    return add(FrameHeaders.udp(source, destination));
  }

  /** UDP, VXLAN and the Ethernet header inside. */
  public FrameBuilder vxlan() {
    return udp(50000, 4789)
        .add(FrameHeaders.fixed(UNNAMED, UNNAMED, "08000000 00002a00"))
        .innerEthernet();
  }

  /** An ICMP error's header; what follows is quoted by it. */
  public FrameBuilder icmpError() {
    return add(FrameHeaders.fixed(UNNAMED, 1, "0301 0000 00000000"));
  }

  /** An ICMPv6 error's header; what follows is quoted by it. */
  public FrameBuilder icmpv6Error() {
    return add(FrameHeaders.fixed(UNNAMED, 58, "0104 0000 00000000"));
  }

  /** A TCP header: flag ACK, window 65535, everything else 0. */
  public FrameBuilder tcp(int source, int destination) {
    sourcePort = source;
    destinationPort = destination;
    return add(Header.byIpProtocol(6, (inner, length) -> tcpHeader()));
  }

  /** Sequence number. */
  public FrameBuilder seq(int value) {
    seq = value;
    return this;
  }

  /** Acknowledgment number. */
  public FrameBuilder ack(int value) {
    ack = value;
    return this;
  }

  /** Control bits by their initials, in any order: F S R P A U. */
  public FrameBuilder flags(String initials) {
    flags = 0;
    for (int i = 0; i < initials.length(); i++) {
      flags |= 1 << "FSRPAU".indexOf(initials.charAt(i));
    }
    return this;
  }

  /** The window field. */
  public FrameBuilder window(int value) {
    window = value;
    return this;
  }

  /** Appends an MSS option. */
  public FrameBuilder mss(int value) {
    options.u8(2, 4).u16(value);
    return this;
  }

  /** Appends two NOPs and a timestamps option. */
  public FrameBuilder timestamps(int value, int echo) {
    options.u8(1, 1, 8, 10).u32(value).u32(echo);
    return this;
  }

  /** Appends two NOPs and a SACK option of these edges, alternating left and right. */
  public FrameBuilder sack(int... edges) {
    options.u8(1, 1, 5, 2 + 4 * edges.length);
    for (int edge : edges) {
      options.u32(edge);
    }
    return this;
  }

  /** Appends options as they stand; the header is padded with zeros to a multiple of 4. */
  public FrameBuilder options(String hex) {
    options.hex(hex);
    return this;
  }

  /** Bytes of payload, all zero. */
  public FrameBuilder payload(int length) {
    payloadLength = length;
    return this;
  }

  /** Bytes behind everything that no header counts: padding, a frame check sequence. */
  public FrameBuilder trailer(int length) {
    trailerLength = length;
    return this;
  }

  /** Overwrites one byte of the header added last. */
  public FrameBuilder set8(int at, int value) {
    patches.get(patches.size() - 1).add(new int[] {at, value});
    return this;
  }

  /** Overwrites two bytes of the header added last. */
  public FrameBuilder set16(int at, int value) {
    return set8(at, value >>> 8).set8(at + 1, value);
  }

  /** The frame's bytes. */
  public byte[] build() {
    byte[] frame = new byte[payloadLength];
    Header inner = Header.unnamed((none, length) -> new byte[0]);
    for (int i = headers.size() - 1; i >= 0; i--) {
      Header header = headers.get(i);
      byte[] encoded = header.encoder().encode(inner, frame.length);
      for (int[] patch : patches.get(i)) {
        encoded[patch[0]] = (byte) patch[1];
      }
      frame = joined(encoded, frame);
      inner = header;
    }
    return joined(frame, new byte[trailerLength]);
  }

  /** The frame, captured whole. */
  public Frame frame() {
    byte[] bytes = build();
    return new Frame(linkType, bytes, bytes.length);
  }

  private byte[] tcpHeader() {
    byte[] optionBytes = options.toArray();
    int padding = -optionBytes.length & 3;
    int words = 5 + (optionBytes.length + padding) / 4;
    return new Bytes()
        .u16(sourcePort)
        .u16(destinationPort)
        .u32(seq)
        .u32(ack)
        .u8(words << 4, flags)
        .u16(window)
        .u32(0)
        .raw(optionBytes)
        .zeros(padding)
        .toArray();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(first.length + second.length);
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static byte[] address(String literal) {
    try {
      return InetAddress.getByName(literal).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }
}
