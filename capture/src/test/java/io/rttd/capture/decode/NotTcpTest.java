package io.rttd.capture.decode;

import static io.rttd.capture.decode.FrameBuilder.ethernet;
import static io.rttd.capture.decode.FrameBuilder.link;
import static io.rttd.capture.decode.FrameHeaders.UNNAMED;
import static io.rttd.capture.decode.SampleFrames.CLIENT;
import static io.rttd.capture.decode.SampleFrames.SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rttd.capture.decode.FrameHeaders.Header;
import io.rttd.model.Segment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames that hold no segment, although some look as if they did. */
class NotTcpTest {
  private final Segment segment = new Segment();

  @TestFactory
  Stream<DynamicTest> shouldCallNotTcp() {
    Map<String, FrameBuilder> frames = new LinkedHashMap<>();
    frames.put("arp", ethernet().add(fixed(0x0806, "0001080006040001")));
    frames.put(
        "spanning tree",
        link(1).add(fixed(UNNAMED, "0180c2000000 020000000001 0007 424203 00000000")));
    frames.put(
        "snap of another organisation",
        link(1).add(fixed(UNNAMED, "0180c2000000 020000000001 0008 aaaa03 00000c 2000")));
    frames.put(
        "pppoe of another version",
        ethernet().add(fixed(0x8864, "2100 0001 0016 0021")).ipv4(CLIENT, SERVER));
    frames.put(
        "pppoe discovery code",
        ethernet().add(fixed(0x8864, "1109 0001 0016 0021")).ipv4(CLIENT, SERVER));
    frames.put("ppp lcp", link(LinkType.PPP).add(fixed(UNNAMED, "ff03 c021 01010004")));
    frames.put("ppp compressed tcp", link(LinkType.PPP).add(fixed(UNNAMED, "ff03 002d 01010004")));
    frames.put(
        "fddi station management",
        link(LinkType.FDDI)
            .add(fixed(UNNAMED, "41 020000000002 020000000001 aaaa03 000000 0800"))
            .ipv4(CLIENT, SERVER));
    frames.put(
        "loopback of an unknown family",
        FrameBuilder.loopback(LinkType.NULL, "07000000").ipv4(CLIENT, SERVER));
    frames.put(
        "netlink",
        link(LinkType.LINUX_SLL)
            .add(fixed(UNNAMED, "0000 0338 0006 0200000000010000 0800"))
            .ipv4(CLIENT, SERVER));
    frames.put(
        "cooked 802.3 length",
        link(LinkType.LINUX_SLL)
            .add(fixed(UNNAMED, "0000 0001 0006 0200000000010000 0001"))
            .ipv4(CLIENT, SERVER));
    frames.put(
        "mpls of another pseudowire",
        ethernet().mpls(9).add(fixed(UNNAMED, "00000001 " + "55".repeat(40))));
    frames.put(
        "mpls associated channel",
        ethernet().mpls(9).add(fixed(UNNAMED, "10000021 " + "55".repeat(40))));
    frames.put("gre keepalive", gre(0, "").add(fixed(0, "")));
    frames.put("gre of version 2", gre(2, "").ipv4(CLIENT, SERVER));
    frames.put(
        "pptp that only acknowledges",
        gre(0x2081, "0000 0007 00000001").add(fixed(0x880B, "0021")));
    frames.put("pptp of another payload", gre(0x3001, "0000 0007 00000001").ipv4(CLIENT, SERVER));
    frames.put(
        "erspan III of another frame type",
        gre(0x1000, "00000001")
            .add(fixed(0x22EB, "20010000 00000000 0000 0400"))
            .innerEthernet()
            .ipv4(CLIENT, SERVER));
    frames.put("dns", udp(40000, 53, "12340100").ipv4(CLIENT, SERVER));
    frames.put(
        "vxlan's port without its flag",
        udp(50000, 4789, "00000000 00002a00").innerEthernet().ipv4(CLIENT, SERVER));
    frames.put("vxlan's port with a short datagram", udp(50000, 4789, "0800"));
    frames.put(
        "geneve of another version", udp(50000, 6081, "4000 0800 00002a00").ipv4(CLIENT, SERVER));
    frames.put("gtp echo", udp(2152, 2152, "3201 0004 00000000 00000000").ipv4(CLIENT, SERVER));
    frames.put("gtp'", udp(2152, 2152, "20ff 0014 00000000").ipv4(CLIENT, SERVER));
    frames.put(
        "gtp-u holding no ip", udp(2152, 2152, "30ff 0014 00000000 8100").ipv4(CLIENT, SERVER));
    frames.put("gtp-u holding a short ip header", udp(2152, 2152, "30ff 0014 00000000 4400"));
    frames.put("cisco metadata of version 2", ethernet().add(fixed(0x8909, "02010001 0123 0800")));
    frames.put("l2tp control", udp(1701, 1701, "c802 0014 0001 0000 0000 0000"));
    frames.put("l2tp of another version", udp(1701, 1701, "0001 0001 0002 0021"));
    frames.put("l2tp's port with a short datagram", udp(1701, 1701, "00"));
    frames.put("l2tp v3 control", ip(115, "00000000 c8030014 00000001").ipv4(CLIENT, SERVER));
    frames.put(
        "l2tp v3 whose payload is of another length",
        ip(115, "00000007").ipv4(CLIENT, SERVER).set16(2, 1000));
    frames.put("tzsp keepalive", udp(50000, 37008, "01040001 01").innerEthernet());
    frames.put("tzsp of another protocol", udp(50000, 37008, "010000ff 01").innerEthernet());
    frames.put("tzsp without end", udp(50000, 37008, "01000001 0aff"));
    frames.put(
        "nflog of a bridge's arp", link(LinkType.NFLOG, fixed(UNNAMED, "07000001 0c000900")));
    frames.put("pktap of no packet", link(LinkType.PKTAP, fixed(UNNAMED, pktap(0))));
    frames.put(
        "pflog of another family", link(LinkType.PFLOG, fixed(UNNAMED, "3d07" + "00".repeat(62))));
    frames.put("beacon", wireless("8000"));
    frames.put("802.11 without data", wireless("4801"));
    frames.put("protected 802.11", wireless("0841"));
    frames.put(
        "erf of another type",
        link(LinkType.ERF, fixed(UNNAMED, "00".repeat(8) + "1b04 0080 0000 0070")));
    frames.put("teredo's port holding something else", udp(3544, 50000, "ff").ipv4(CLIENT, SERVER));
    return frames.entrySet().stream()
        .map(
            frame ->
                dynamicTest(
                    frame.getKey(),
                    () ->
                        assertThat(
                                frame.getValue().tcp(40000, 80).payload(20).frame().decode(segment))
                            .isEqualTo(DecodeOutcome.NOT_TCP)));
  }

  private static Header fixed(int etherType, String hex) {
    return FrameHeaders.fixed(etherType, UNNAMED, hex);
  }

  private static FrameBuilder gre(int flags, String fields) {
    return ethernet().ipv4("198.19.0.1", "198.19.0.2").add(FrameHeaders.gre(flags, fields));
  }

  private static FrameBuilder ip(int protocol, String hex) {
    return ethernet()
        .ipv4("198.19.0.1", "198.19.0.2")
        .add(FrameHeaders.fixed(UNNAMED, protocol, hex));
  }

  private static String pktap(int next) {
    return "6c000000 %02x000000 0c000000".formatted(next) + "00".repeat(96);
  }

  private static FrameBuilder wireless(String frameControl) {
    return link(
            LinkType.IEEE802_11,
            fixed(UNNAMED, frameControl + "2c00 020000000001 020000000002 020000000003 1000"))
        .add(FrameHeaders.snap())
        .ipv4(CLIENT, SERVER);
  }

  private static FrameBuilder udp(int source, int destination, String hex) {
    return ethernet()
        .ipv4("198.19.0.1", "198.19.0.2")
        .udp(source, destination)
        .add(fixed(UNNAMED, hex));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 2, 6, 119, 143, 147, 149, 65535, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void shouldSayThatItCannotReadALinkType(int linkType) {
    byte[] bytes = SampleFrames.ipv4().get("ethernet").bytes();
    assertThat(new Frame(linkType, bytes, bytes.length).decode(segment))
        .isEqualTo(DecodeOutcome.UNKNOWN_LINK);
  }

  @Test
  void shouldRefuseAGtpExtensionWithoutLength() {
    Frame frame =
        udp(2152, 2152, "34ff 0014 00000000 00000085 00000000")
            .ipv4(CLIENT, SERVER)
            .tcp(1, 2)
            .frame();
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.MALFORMED);
  }

  @Test
  void shouldRefuseSourceRoutesWithoutEnd() {
    Frame frame =
        gre(0x4000, "00000000 " + "08000400 01020304".repeat(20))
            .ipv4(CLIENT, SERVER)
            .tcp(1, 2)
            .frame();
    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.MALFORMED);
  }
}
