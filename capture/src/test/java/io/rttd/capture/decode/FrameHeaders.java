package io.rttd.capture.decode;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** The headers that {@link FrameBuilder} stacks: each knows how its carrier names it. */
final class FrameHeaders {
  /** A carrier has no number for this header. */
  static final int UNNAMED = -1;

  private FrameHeaders() {}

  /** Encodes a header in front of what it carries. */
  @FunctionalInterface
  interface Encoder {
    byte[] encode(Header inner, int bodyLength);
  }

  /**
   * One header of a stack.
   *
   * @param etherType what an EtherType field in front of it says
   * @param ipProtocol what an IP header in front of it says
   */
  record Header(int etherType, int ipProtocol, Encoder encoder) {
    static Header byEtherType(int etherType, Encoder encoder) {
      return new Header(etherType, UNNAMED, encoder);
    }

    static Header byIpProtocol(int ipProtocol, Encoder encoder) {
      return new Header(UNNAMED, ipProtocol, encoder);
    }

    static Header unnamed(Encoder encoder) {
      return new Header(UNNAMED, UNNAMED, encoder);
    }

    /** The number of PPP's registry for it. */
    int pppProtocol() {
      return switch (etherType) {
        case 0x0800 -> 0x0021;
        case 0x86DD -> 0x0057;
        case 0x8847 -> 0x0281;
        default -> 0xC021; // LCP
      };
    }
  }

  /** Writes big-endian numbers into a growing header. */
  static final class Bytes {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Bytes u8(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    Bytes u16(int value) {
      return u8(value >>> 8, value);
    }

    Bytes u32(int value) {
      return u16(value >>> 16).u16(value);
    }

    Bytes raw(byte... values) {
      out.writeBytes(values);
      return this;
    }

    Bytes hex(String text) {
      return raw(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    Bytes zeros(int count) {
      return raw(new byte[count]);
    }

    byte[] toArray() {
      return out.toByteArray();
    }
  }

  /** Ethernet II; bridged over GRE and GENEVE it is named 0x6558. */
  static Header ethernet() {
    return Header.byEtherType(0x6558, (inner, length) -> macs().u16(inner.etherType()).toArray());
  }

  /** IEEE 802.3: a length where the EtherType would be. */
  static Header ethernetWithLength() {
    return Header.byEtherType(0x6558, (inner, length) -> macs().u16(length).toArray());
  }

  private static Bytes macs() {
    return new Bytes().hex("020000000002 020000000001");
  }

  static Header snap() {
    return Header.unnamed(
        (inner, length) -> new Bytes().hex("aaaa03 000000").u16(inner.etherType()).toArray());
  }

  static Header vlan(int tpid, int id) {
    return Header.byEtherType(
        tpid, (inner, length) -> new Bytes().u16(id).u16(inner.etherType()).toArray());
  }

  static Header pppoe() {
    return Header.byEtherType(
        0x8864, (inner, length) -> new Bytes().hex("1100 1234").u16(length).toArray());
  }

  static Header ppp(String addressAndControl) {
    return Header.byEtherType(
        0x880B,
        (inner, length) -> new Bytes().hex(addressAndControl).u16(inner.pppProtocol()).toArray());
  }

  static Header compressedPpp() {
    return Header.unnamed((inner, length) -> new Bytes().u8(inner.pppProtocol()).toArray());
  }

  static Header mpls(int... labels) {
    return Header.byEtherType(
        0x8847,
        (inner, length) -> {
          Bytes stack = new Bytes();
          for (int i = 0; i < labels.length; i++) {
            int bottom = i == labels.length - 1 ? 0x100 : 0;
            stack.u32(labels[i] << 12 | bottom | 64);
          }
          return stack.toArray();
        });
  }

  static Header ipv4(byte[] source, byte[] destination, int optionBytes) {
    return new Header(
        0x0800,
        4,
        (inner, length) ->
            new Bytes()
                .u8(0x45 + optionBytes / 4, 0)
                .u16((20 + optionBytes + length) & 0xFFFF)
                .hex("1234 4000 40")
                .u8(inner.ipProtocol())
                .u16(0)
                .raw(source)
                .raw(destination)
                .raw(nops(optionBytes))
                .toArray());
  }

  private static byte[] nops(int count) {
    byte[] nops = new byte[count];
    Arrays.fill(nops, (byte) 1);
    return nops;
  }

  static Header ipv6(byte[] source, byte[] destination) {
    return new Header(
        0x86DD,
        41,
        (inner, length) ->
            new Bytes()
                .hex("60000000")
                .u16(length)
                .u8(inner.ipProtocol(), 64)
                .raw(source)
                .raw(destination)
                .toArray());
  }

  /** An extension header of {@code 8 * units} bytes, its type-specific bytes given or zero. */
  static Header extension(int protocol, int units, String hex) {
    return Header.byIpProtocol(
        protocol,
        (inner, length) -> {
          byte[] content = new Bytes().hex(hex).toArray();
          return new Bytes()
              .u8(inner.ipProtocol(), units - 1)
              .raw(content)
              .zeros(8 * units - 2 - content.length)
              .toArray();
        });
  }

  /** Hop-by-hop options with the jumbo payload option, or a length that it shall claim. */
  static Header jumbo(int claimedLength) {
    return Header.byIpProtocol(
        0,
        (inner, length) ->
            new Bytes()
                .u8(inner.ipProtocol(), 0, 0xC2, 4)
                .u32(claimedLength != 0 ? claimedLength : length + 8)
                .toArray());
  }

  static Header authentication() {
    return Header.byIpProtocol(
        51,
        (inner, length) ->
            new Bytes().u8(inner.ipProtocol(), 4).u16(0).u32(0x100).u32(1).zeros(12).toArray());
  }

  /** GRE: flags as they stand, and the bytes of the optional fields. */
  static Header gre(int flags, String fieldsHex) {
    return Header.byIpProtocol(
        47,
        (inner, length) -> new Bytes().u16(flags).u16(inner.etherType()).hex(fieldsHex).toArray());
  }

  /** PPTP's GRE: key, sequence and acknowledgment number. */
  static Header pptp() {
    return Header.byIpProtocol(
        47,
        (inner, length) -> new Bytes().hex("3081 880b").u16(length).u16(7).u32(1).u32(2).toArray());
  }

  static Header udp(int sourcePort, int destinationPort) {
    return Header.byIpProtocol(
        17,
        (inner, length) ->
            new Bytes()
                .u16(sourcePort)
                .u16(destinationPort)
                .u16((8 + length) & 0xFFFF)
                .u16(0)
                .toArray());
  }

  static Header geneve(int optionBytes) {
    return Header.unnamed(
        (inner, length) ->
            new Bytes()
                .u8(optionBytes / 4, 0)
                .u16(inner.etherType())
                .hex("00002a00")
                .zeros(optionBytes)
                .toArray());
  }

  /** GTP-U: flags, and the bytes of what they announce. */
  static Header gtpU(int flags, String optionalHex) {
    return Header.unnamed(
        (inner, length) -> {
          byte[] optional = new Bytes().hex(optionalHex).toArray();
          return new Bytes()
              .u8(flags, 0xFF)
              .u16(optional.length + length)
              .u32(0x11223344)
              .raw(optional)
              .toArray();
        });
  }

  /** Bytes that do not depend on what they carry. */
  static Header fixed(int etherType, int ipProtocol, String hex) {
    return new Header(etherType, ipProtocol, (inner, length) -> new Bytes().hex(hex).toArray());
  }

  /** Bytes that end with the EtherType of what they carry. */
  static Header endingInEtherType(String hex) {
    return Header.unnamed((inner, length) -> new Bytes().hex(hex).u16(inner.etherType()).toArray());
  }

  /** Bytes behind an EtherType that end with the EtherType of what they carry. */
  static Header etherTypeEndingInEtherType(int etherType, String hex) {
    return Header.byEtherType(
        etherType, (inner, length) -> new Bytes().hex(hex).u16(inner.etherType()).toArray());
  }

  /** Linux cooked capture version 2, which begins with the EtherType. */
  static Header cookedV2() {
    return Header.unnamed(
        (inner, length) ->
            new Bytes()
                .u16(inner.etherType())
                .hex("0000 00000002 0001 00 06 0200000000010000")
                .toArray());
  }
}
