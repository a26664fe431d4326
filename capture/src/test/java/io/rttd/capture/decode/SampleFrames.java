package io.rttd.capture.decode;

import static io.rttd.capture.decode.FrameBuilder.ethernet;
import static io.rttd.capture.decode.FrameBuilder.link;
import static io.rttd.capture.decode.FrameHeaders.UNNAMED;

import io.rttd.capture.decode.FrameHeaders.Header;
import java.util.LinkedHashMap;
import java.util.Map;

/** One segment in every wrapping that the decoder looks through, by name. */
public final class SampleFrames {
  static final String CLIENT = "198.18.0.1";
  static final String SERVER = "198.18.0.2";
  static final String CLIENT6 = "2001:2::1";
  static final String SERVER6 = "2001:2::2";

  /** Bytes of payload in all of them. */
  public static final int PAYLOAD_LENGTH = 37;

  /** 20, timestamps 12, SACK 20. */
  static final int TCP_LENGTH = 52;

  private static final String OUTER = "198.19.0.1";
  private static final String OUTER_PEER = "198.19.0.2";
  private static final String OUTER6 = "2001:2:0:f::1";
  private static final String OUTER_PEER6 = "2001:2:0:f::2";

  private static final String ADDRESSES = "2c00 020000000001 020000000002 020000000003 1000";
  private static final String WIRELESS = "0801" + ADDRESSES;
  private static final String QOS = "8801" + ADDRESSES;
  private static final Header SNAP = FrameHeaders.snap();

  private static final Map<String, Frame> IPV4 = new LinkedHashMap<>();
  private static final Map<String, Frame> IPV6 = new LinkedHashMap<>();

  static {
    linkTypes();
    tags();
    mpls();
    ipInIp();
    gre();
    udp();
    l2tp();
    pseudoHeaders();
    wireless();
    erf();
    ipv6();
  }

  private SampleFrames() {}

  /** Frames whose innermost addresses are {@link #CLIENT} and {@link #SERVER}. */
  static Map<String, Frame> ipv4() {
    return IPV4;
  }

  /** Frames whose innermost addresses are {@link #CLIENT6} and {@link #SERVER6}. */
  static Map<String, Frame> ipv6Frames() {
    return IPV6;
  }

  /** All of them. */
  public static Map<String, Frame> all() {
    Map<String, Frame> all = new LinkedHashMap<>(IPV4);
    all.putAll(IPV6);
    return all;
  }

  /** The segment that all of them carry. */
  static FrameBuilder segment(FrameBuilder carrier) {
    return carrier
        .tcp(40000, 80)
        .seq(0xFFFF_FFF0)
        .ack(0x8000_0001)
        .flags("PA")
        .window(0xFEDC)
        .timestamps(0x0102_0304, 0xF0E0_D0C0)
        .sack(0x8000_0100, 0x8000_0200, 0x8000_0300, 0x8000_0400)
        .payload(PAYLOAD_LENGTH);
  }

  private static void put(String name, FrameBuilder carrier) {
    IPV4.put(name, segment(carrier.ipv4(CLIENT, SERVER)).frame());
  }

  private static void put6(String name, FrameBuilder carrier) {
    IPV6.put(name, segment(carrier).frame());
  }

  private static FrameBuilder outer() {
    return ethernet().ipv4(OUTER, OUTER_PEER);
  }

  private static Header fixed(String hex) {
    return FrameHeaders.fixed(UNNAMED, UNNAMED, hex);
  }

  private static void linkTypes() {
    put("ethernet", ethernet());
    put("802.3 snap", FrameBuilder.ieee8023());
    put(
        "802.3 snap of bridges",
        link(LinkType.ETHERNET, FrameHeaders.ethernetWithLength(), bridgedSnap()));
    put(
        "802.3 llc ip",
        link(LinkType.ETHERNET, FrameHeaders.ethernetWithLength(), fixed("060603")));
    put("fddi", link(LinkType.FDDI, fixed("50 020000000002 020000000001"), FrameHeaders.snap()));
    put("null little-endian", FrameBuilder.loopback(LinkType.NULL, "02000000"));
    put("null big-endian", FrameBuilder.loopback(LinkType.NULL, "00000002"));
    put("loop", FrameBuilder.loopback(LinkType.LOOP, "00000002"));
    put("raw 101", FrameBuilder.raw());
    put("raw 12", link(LinkType.RAW_BSD));
    put("raw 14", link(LinkType.RAW_OPENBSD));
    put("ipv4 228", link(LinkType.IPV4));
    put("sll", FrameBuilder.cooked());
    put("sll vlan", FrameBuilder.cooked().vlan(7));
    put("sll 802.2", link(LinkType.LINUX_SLL, cookedProtocol("0004"), FrameHeaders.snap()));
    put("sll ethernet", link(LinkType.LINUX_SLL, cookedProtocol("0003"), FrameHeaders.ethernet()));
    put("sll2", FrameBuilder.cookedV2());
    put("ppp", FrameBuilder.ppp(LinkType.PPP, true));
    put("ppp without address", FrameBuilder.ppp(LinkType.PPP, false));
    put("ppp compressed protocol", link(LinkType.PPP, FrameHeaders.compressedPpp()));
    put("ppp mpls", FrameBuilder.ppp(LinkType.PPP, true).mpls(16));
    put("ppp serial", FrameBuilder.ppp(LinkType.PPP_SERIAL, true));
    put("ppp serial cisco", link(LinkType.PPP_SERIAL, FrameHeaders.endingInEtherType("0f00")));
    put("cisco hdlc", link(LinkType.CISCO_HDLC, FrameHeaders.endingInEtherType("8f00")));
    put("ppp ether", link(LinkType.PPP_ETHER).pppoe());
  }

  private static Header bridgedSnap() {
    return FrameHeaders.endingInEtherType("aaaa03 0000f8");
  }

  private static Header cookedProtocol(String protocol) {
    return fixed("0000 0001 0006 0200000000010000" + protocol);
  }

  private static void tags() {
    put("vlan", ethernet().vlan(7));
    put("qinq 88a8", ethernet().vlan(0x88A8, 3).vlan(7));
    put("qinq 9100", ethernet().vlan(0x9100, 3).vlan(7));
    put("qinq 9200", ethernet().vlan(0x9200, 3).vlan(7));
    put("vlan snap", ethernet().vlan(7).set16(2, 200).add(FrameHeaders.snap()));
    put("cisco metadata", ethernet().add(ciscoMetadata(1, "00010123")));
    put("cisco metadata in vlan", ethernet().vlan(7).add(ciscoMetadata(2, "00010123 00020001")));
    put("fabric path", ethernet().add(FrameHeaders.fixed(0x8903, UNNAMED, "0060")).innerEthernet());
    put("pppoe", ethernet().pppoe());
    put(
        "pppoe without length",
        ethernet()
            .add(FrameHeaders.fixed(0x8864, UNNAMED, "1100 1234 0000"))
            .add(FrameHeaders.ppp("")));
    put("qinq pppoe", ethernet().vlan(3).vlan(7).pppoe());
  }

  private static void mpls() {
    put("mpls", ethernet().mpls(100));
    put("mpls of 3 labels", ethernet().vlan(9).mpls(100, 200, 300));
    put("mpls ethernet", ethernet().mpls(100).innerEthernet());
    put("mpls control word", ethernet().mpls(100).add(fixed("00000001")).innerEthernet());
    put(
        "mpls ethernet whose address begins with 4",
        ethernet().mpls(100).innerEthernet().set8(0, 0x42));
  }

  private static void ipInIp() {
    put("ipip", outer());
    put("ip options", ethernet().ipv4WithOptions(OUTER, OUTER_PEER, 40));
    put("4in6", ethernet().ipv6(OUTER6, OUTER_PEER6));
    put("ah", outer().authentication());
    put("ipip in ipip in ipip", outer().ipv4(OUTER, OUTER_PEER).ipv4(OUTER, OUTER_PEER));
  }

  private static void gre() {
    put("gre", outer().gre());
    put(
        "gre checksum key sequence",
        outer().add(FrameHeaders.gre(0xB000, "00000000 0000002a 00000001")));
    put("gre routing", outer().add(FrameHeaders.gre(0x4000, "00000000 08000004c6120001 00000000")));
    put("gre ethernet", outer().gre().innerEthernet());
    put("gre mpls", outer().gre().mpls(100));
    put("gre over ipv6", ethernet().ipv6(OUTER6, OUTER_PEER6).gre());
    put("pptp", outer().add(FrameHeaders.pptp()).add(FrameHeaders.ppp("ff03")));
    put("erspan I", outer().gre().add(FrameHeaders.fixed(0x88BE, UNNAMED, "")).innerEthernet());
    put("erspan II", erspan(0x88BE, "10010000 00000000"));
    put("erspan II vlan", erspan(0x88BE, "10010000 00000000").vlan(5));
    put("erspan III", erspan(0x22EB, "20010000 00000000 0000 0000"));
    put("erspan III platform", erspan(0x22EB, "20010000 00000000 0000 0001 0000000000000000"));
    put("erspan III as II", erspan(0x88BE, "20010000 00000000 0000 0000"));
    put(
        "erspan III ip",
        outer()
            .add(FrameHeaders.gre(0x1000, "00000001"))
            .add(FrameHeaders.fixed(0x22EB, UNNAMED, "20010000 00000000 0000 0800")));
  }

  private static FrameBuilder erspan(int protocol, String hex) {
    return outer()
        .add(FrameHeaders.gre(0x1000, "00000001"))
        .add(FrameHeaders.fixed(protocol, UNNAMED, hex))
        .innerEthernet();
  }

  private static void udp() {
    put("vxlan", outer().vxlan());
    put("vxlan vlan", outer().vxlan().vlan(7));
    put("vxlan of linux", outer().udp(50000, 8472).add(fixed("08000000 00002a00")).innerEthernet());
    put("vxlan in vxlan", outer().vxlan().ipv4(OUTER, OUTER_PEER).vxlan());
    put("vxlan over ipv6", ethernet().ipv6(OUTER6, OUTER_PEER6).vxlan());
    put("geneve", outer().udp(50000, 6081).add(FrameHeaders.geneve(0)).innerEthernet());
    put("geneve options ip", outer().udp(50000, 6081).add(FrameHeaders.geneve(20)));
    put("gtp-u", outer().udp(2152, 2152).add(FrameHeaders.gtpU(0x30, "")));
    put("gtp-u sequence", outer().udp(2152, 2152).add(FrameHeaders.gtpU(0x32, "00010000")));
    put(
        "gtp-u extensions",
        outer()
            .udp(2152, 2152)
            .add(FrameHeaders.gtpU(0x34, "00000085 01100040 02 000000000000 00")));
    put("gtp-u from its port", outer().udp(2152, 50000).add(FrameHeaders.gtpU(0x30, "")));
  }

  private static Header ciscoMetadata(int options, String hex) {
    return FrameHeaders.etherTypeEndingInEtherType(0x8909, "01%02x".formatted(options) + hex);
  }

  private static void l2tp() {
    put("l2tp", l2tp("0002 0001 0002").add(FrameHeaders.ppp("ff03")));
    put("l2tp without address", l2tp("0002 0001 0002").add(FrameHeaders.ppp("")));
    put(
        "l2tp length sequence offset",
        l2tp("4a02 0099 0001 0002 0005 0006 0003 aabbcc").add(FrameHeaders.ppp("ff03")));
    for (String cookie : new String[] {"", "45000045", "0102030405060708"}) {
      String name = "l2tp v3 cookie of " + cookie.length() / 2;
      put(name + " udp", l2tp("0003 0000 00000007" + cookie).innerEthernet());
      put(name + " ip", l2tpOverIp(cookie).innerEthernet());
      put(name + " vlan", l2tpOverIp(cookie).innerEthernet().vlan(7));
      put(name + " sublayer", l2tpOverIp(cookie + "40000001").innerEthernet());
      put(name + " ppp", l2tpOverIp(cookie).add(FrameHeaders.ppp("ff03")));
      put(name + " pppoe", l2tpOverIp(cookie).innerEthernet().pppoe());
      put(name + " bare ip", l2tpOverIp(cookie));
    }
    put("tzsp", outer().udp(50000, 37008).add(fixed("01000001 01")).innerEthernet());
    put(
        "tzsp fields",
        outer()
            .udp(50000, 37008)
            .add(fixed("01000001 00 0a01c8 00 290400000001 01"))
            .innerEthernet());
    put("tzsp wireless", outer().udp(50000, 37008).add(fixed("01000012 01" + WIRELESS)).add(SNAP));
  }

  private static FrameBuilder l2tp(String hex) {
    return outer().udp(1701, 1701).add(fixed(hex));
  }

  private static FrameBuilder l2tpOverIp(String cookie) {
    return outer().add(FrameHeaders.fixed(UNNAMED, 115, "00000007" + cookie));
  }

  private static void pseudoHeaders() {
    String little = "08000100 08000103 0500 0a00 00000000";
    put("nflog", link(LinkType.NFLOG, nflog("02000001" + little, true)));
    put("nflog big-endian", link(LinkType.NFLOG, nflog("02000001 00080001 08000103", false)));
    put("pktap raw", link(LinkType.PKTAP, fixed(pktap(108, 12))));
    put("pktap ethernet", link(LinkType.PKTAP, fixed(pktap(108, 1))).innerEthernet());
    put("pktap longer", link(LinkType.PKTAP, fixed(pktap(156, 12))));
    put("pktap loopback", link(LinkType.PKTAP, fixed(pktap(108, 0))).add(fixed("02000000")));
    put("pktap 149", link(LinkType.USER2, fixed(pktap(108, 12))));
    put("pflog", link(LinkType.PFLOG, fixed("3d02" + "00".repeat(62))));
    put("pflog of 100", link(LinkType.PFLOG, fixed("6402" + "00".repeat(98))));
    put("enc", link(LinkType.ENC, fixed("00000002 00001000 00000001")));
    put("enc little-endian", link(LinkType.ENC, fixed("02000000 00001000 00000001")));
    put("mpls 219", link(LinkType.MPLS).mpls(100));
    put("ipoib", link(LinkType.IPOIB, ipoib(20)));
    put("ipoib of snoop", link(LinkType.IPOIB, ipoib(40)));
    put("ppp 166", link(LinkType.PPP_PPPD, fixed("0003")).add(FrameHeaders.ppp("")));
    put("ppp 166 bare", link(LinkType.PPP_PPPD, fixed("01")).add(FrameHeaders.compressedPpp()));
    put("ppp 204", link(LinkType.PPP_WITH_DIRECTION, fixed("01")).add(FrameHeaders.ppp("ff03")));
  }

  private static Header nflog(String hex, boolean littleEndian) {
    return Header.unnamed(
        (inner, length) -> {
          FrameHeaders.Bytes header = new FrameHeaders.Bytes().hex(hex);
          int size = length + 4;
          return littleEndian
              ? header.u8(size & 0xFF, size >>> 8, 9, 0).toArray()
              : header.u16(size).u16(9).toArray();
        });
  }

  private static String pktap(int length, int linkType) {
    return "%02x000000 01000000 %02x000000".formatted(length, linkType)
        + "656e3000".repeat(length / 4 - 3);
  }

  private static Header ipoib(int addressLength) {
    return Header.unnamed(
        (inner, length) ->
            new FrameHeaders.Bytes().zeros(addressLength).u16(inner.etherType()).u16(0).toArray());
  }

  private static void wireless() {
    String radiotap = "00000900 02000000 00";
    put("802.11", link(LinkType.IEEE802_11, fixed(WIRELESS)).add(SNAP));
    put("radiotap", link(LinkType.IEEE802_11_RADIOTAP, fixed(radiotap + WIRELESS)).add(SNAP));
    put(
        "radiotap padded",
        link(
                LinkType.IEEE802_11_RADIOTAP,
                fixed("00001900 030000a0 000000a0 00000000" + "1122334455667788" + "20"))
            .add(fixed(QOS + "0000" + "0000"))
            .add(SNAP));
    put(
        "radiotap qos",
        link(LinkType.IEEE802_11_RADIOTAP, fixed(radiotap + QOS + "0000")).add(SNAP));
    put(
        "radiotap qos order",
        link(LinkType.IEEE802_11_RADIOTAP, fixed(radiotap + "8881" + ADDRESSES + "0000 00000000"))
            .add(SNAP));
    put(
        "radiotap 4 addresses qos",
        link(
                LinkType.IEEE802_11_RADIOTAP,
                fixed(radiotap + "8803" + ADDRESSES + "020000000004" + "0000"))
            .add(SNAP));
    put(
        "radiotap aggregated",
        link(
                LinkType.IEEE802_11_RADIOTAP,
                fixed(radiotap + QOS + "8000" + "020000000001 020000000002 0099"))
            .add(SNAP));
    put("ppi", link(LinkType.PPI, fixed("00000c00 69000000 00000000" + WIRELESS)).add(SNAP));
    put("ppi ethernet", link(LinkType.PPI, fixed("00000800 01000000")).innerEthernet());
  }

  private static void erf() {
    put("erf ethernet", erf("02", "0000").innerEthernet());
    put("erf color ethernet", erf("0b", "0000").innerEthernet());
    put("erf extensions", erf("82", "8300000000000001 0400000000000002 0000").innerEthernet());
    put("erf hdlc", erf("01", "").add(FrameHeaders.ppp("ff03")));
    put("erf cisco hdlc", erf("0a", "").add(FrameHeaders.endingInEtherType("0f00")));
    put("erf of channels", erf("05", "00000001").add(FrameHeaders.ppp("ff03")));
    put("erf ipv4", erf("16", ""));
  }

  private static FrameBuilder erf(String type, String behind) {
    return link(LinkType.ERF, fixed("0000008080f15365" + type + "04 0080 0000 0070" + behind));
  }

  private static FrameBuilder inside(FrameBuilder carrier) {
    return carrier.ipv6(CLIENT6, SERVER6);
  }

  private static void ipv6() {
    put6("ipv6", inside(ethernet()));
    put6("ipv6 null 24", inside(FrameBuilder.loopback(LinkType.NULL, "00000018")));
    put6("ipv6 null 28", inside(FrameBuilder.loopback(LinkType.NULL, "1c000000")));
    put6("ipv6 null 30", inside(FrameBuilder.loopback(LinkType.NULL, "1e000000")));
    put6("ipv6 null 10", inside(FrameBuilder.loopback(LinkType.NULL, "0a000000")));
    put6("ipv6 raw", inside(FrameBuilder.raw()));
    put6("ipv6 229", inside(link(LinkType.IPV6)));
    put6("ipv6 ppp", inside(FrameBuilder.ppp(LinkType.PPP, true)));
    put6("ipv6 mpls", inside(ethernet().mpls(100)));
    put6("6in4", inside(outer()));
    put6("6in6", inside(ethernet().ipv6(OUTER6, OUTER_PEER6)));
    put6("gre ipv6", inside(outer().gre()));
    put6("gtp-u ipv6", inside(outer().udp(2152, 2152).add(FrameHeaders.gtpU(0x30, ""))));
    put6("teredo", inside(outer().udp(50000, 3544)));
    put6("teredo from its port", inside(outer().udp(3544, 50000)));
    put6("teredo origin", inside(outer().udp(3544, 50000).add(fixed("0000 3ca7 39edfffe"))));
    put6(
        "teredo authentication and origin",
        inside(
            outer()
                .udp(3544, 50000)
                .add(fixed("0001 0203 aabb ccddee 0102030405060708 00"))
                .add(fixed("0000 3ca7 39edfffe"))));
    put6("hop-by-hop", inside(ethernet()).extension(0, 1));
    put6(
        "extension headers",
        inside(ethernet())
            .extension(0, 1)
            .extension(60, 2)
            .extension(43, 3)
            .authentication()
            .extension(135, 1)
            .extension(60, 1));
    put6("atomic fragment", inside(ethernet()).ipv6Fragment(0, false));
    put6("ah ipv6", inside(ethernet()).authentication());
  }
}
