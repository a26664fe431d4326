package io.rttd.capture.filter;

import static io.rttd.capture.filter.Packets.ETHERNET;
import static io.rttd.capture.filter.Packets.IPV4;
import static io.rttd.capture.filter.Packets.IPV6;
import static io.rttd.capture.filter.Packets.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderSnapTest {
  private static final int OUTGOING = 4;
  private static final int HOST = 0;
  private static final int SNAPLEN = 140;
  private static final SnapPolicy ALL = new SnapPolicy(SNAPLEN, true);
  private static final SnapPolicy WITHOUT_ACKS = new SnapPolicy(SNAPLEN, false);

  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int PSH = 0x08;
  private static final int ACK = 0x10;

  @ParameterizedTest
  @ValueSource(ints = {20, 24, 32, 60})
  void shouldKeepTheOptionsOfTcpAndNothingBehindThem(int headerLength) throws Exception {
    String segment = tcp(ACK, headerLength, 300);

    assertThat(kept(ALL, ETHERNET + IPV4 + ipv4(segment))).isEqualTo(14 + 20 + headerLength);
    assertThat(kept(ALL, ETHERNET + IPV6 + ipv6(segment)))
        .isEqualTo(Math.min(SNAPLEN, 14 + 40 + headerLength));
    assertThat(kept(ALL, ETHERNET + "8100 0005 " + IPV4 + ipv4(segment)))
        .isEqualTo(14 + 4 + 20 + headerLength);
  }

  @Test
  void shouldKeepTheOptionsOfIp() throws Exception {
    String segment = tcp(ACK, 32, 300);
    String options = ipv4(segment).replaceFirst("^4500", "4800") + "00".repeat(12);
    String packet = options.substring(0, 40) + "01".repeat(12) + options.substring(40);

    assertThat(kept(ALL, ETHERNET + IPV4 + packet)).isEqualTo(14 + 32 + 32);
  }

  @Test
  void shouldNeverKeepMoreThanTheSnapLength() throws Exception {
    SnapPolicy few = SnapPolicy.headers(60);

    assertThat(kept(few, ETHERNET + IPV4 + ipv4(tcp(ACK, 60, 0)))).isEqualTo(60);
    assertThat(kept(few, ETHERNET + IPV4 + ipv4(tcp(ACK, 20, 0)))).isEqualTo(54);
  }

  @Test
  void shouldKeepFragmentsUpToTheirIpHeader() throws Exception {
    String fragment = ipv4(tcp(ACK, 32, 300)).replaceFirst("^(.{12})0000", "$10007");

    assertThat(kept(ALL, ETHERNET + IPV4 + fragment)).isEqualTo(14 + 20);
  }

  @Test
  void shouldKeepWhatIsTooShortOrContradictsItselfSoThatItIsCounted() throws Exception {
    String whole = ipv4(tcp(ACK, 20, 0));

    assertThat(kept(ALL, ETHERNET + IPV4 + whole.substring(0, 2 * (20 + 5)))).isPositive();
    assertThat(kept(WITHOUT_ACKS, ETHERNET + IPV4 + whole.substring(0, 2 * 20))).isPositive();
    assertThat(kept(ALL, ETHERNET + IPV4 + ipv4(tcp(ACK, 4, 300)))).isEqualTo(14 + 20 + 20);
  }

  @Test
  void shouldDropPureAcksThatThisHostSends() throws Exception {
    for (int length : new int[] {20, 32, 60}) {
      for (String pure : List.of(tcp(ACK, length, 0), tcp(ACK | PSH, length, 0))) {
        assertThat(sent(ETHERNET + IPV4 + ipv4(pure))).isZero();
        assertThat(sent(ETHERNET + IPV6 + ipv6(pure))).isZero();
        assertThat(sent(ETHERNET + "8100 0005 " + IPV4 + ipv4(pure))).isZero();
        assertThat(sent(ETHERNET + IPV4 + ipv4(pure) + "0000 0000 0000")).as("padded").isZero();
        assertThat(kept(WITHOUT_ACKS, ETHERNET + IPV4 + ipv4(pure))).as("received").isPositive();
        assertThat(kept(WITHOUT_ACKS, ETHERNET + IPV6 + ipv6(pure))).as("received").isPositive();
        assertThat(run(ALL, LinkHeader.ETHERNET, ETHERNET + IPV4 + ipv4(pure), OUTGOING))
            .as("where both ends may be here")
            .isPositive();
      }
    }
  }

  @Test
  void shouldKeepThemWhereTheFilterWantsThem() throws Exception {
    BpfProgram program =
        PeerProgram.keeping(PeerFilter.allTcp(), LinkHeader.ETHERNET, WITHOUT_ACKS);
    byte[] pure = bytes(ETHERNET + IPV4 + ipv4(tcp(ACK, 20, 0)));

    assertThat(BpfMachine.run(program, pure, 0, OUTGOING)).isPositive();
  }

  @Test
  void shouldKeepEverythingElseThatThisHostSends() throws Exception {
    for (int flags : new int[] {SYN, SYN | ACK, FIN | ACK, RST | ACK, RST, 0, PSH}) {
      assertThat(sent(ETHERNET + IPV4 + ipv4(tcp(flags, 32, 0)))).isEqualTo(14 + 20 + 32);
      assertThat(sent(ETHERNET + IPV6 + ipv6(tcp(flags, 32, 0)))).isEqualTo(14 + 40 + 32);
    }
    assertThat(sent(ETHERNET + IPV4 + ipv4(tcp(ACK, 32, 1)))).isEqualTo(14 + 20 + 32);
    assertThat(sent(ETHERNET + IPV6 + ipv6(tcp(ACK, 32, 1)))).isEqualTo(14 + 40 + 32);
    String giant = ipv4(tcp(ACK, 32, 300)).replaceFirst("^4500....", "45000000");
    assertThat(sent(ETHERNET + IPV4 + giant)).as("its length does not fit").isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = LinkHeader.class,
      names = {"NONE", "COOKED_SOCKET"})
  void shouldDropThemWithoutLinkHeaderToo(LinkHeader link) throws Exception {
    assertThat(run(WITHOUT_ACKS, link, ipv4(tcp(ACK, 32, 0)), OUTGOING)).isZero();
    assertThat(run(WITHOUT_ACKS, link, ipv4(tcp(ACK, 32, 9)), OUTGOING)).isEqualTo(20 + 32);
    assertThat(run(WITHOUT_ACKS, link, ipv4(tcp(ACK, 32, 0)), HOST)).isEqualTo(20 + 32);
  }

  @Test
  void shouldKeepTheHeadersOfWhatAUsersExpressionTakes() throws Exception {
    PeerFilter ports =
        new PeerFilter(List.of(), List.of(), List.of(), List.of(443), Optional.empty());
    BpfAssembler.Label enough = new BpfAssembler.Label();
    BpfProgram likesLong =
        new BpfAssembler()
            .add(BpfAssembler.LOAD_LENGTH, 0)
            .ifAtLeast(101, enough)
            .keep(0)
            .label(enough)
            .keep(SNAPLEN)
            .assemble();
    BpfProgram both = PeerProgram.followedBy(likesLong, ports, LinkHeader.ETHERNET, ALL);

    String large = ETHERNET + IPV4 + ipv4(tcp(ACK, 32, 300));
    String small = ETHERNET + IPV4 + ipv4(tcp(ACK, 32, 1));
    assertThat(BpfMachine.run(both, bytes(large), 0)).isEqualTo(14 + 20 + 32);
    assertThat(BpfMachine.run(both, bytes(small), 0)).isZero();
  }

  private static int sent(String packet) throws CaptureException {
    return run(WITHOUT_ACKS, LinkHeader.ETHERNET, packet, OUTGOING);
  }

  private static int kept(SnapPolicy kept, String packet) throws CaptureException {
    return run(kept, LinkHeader.ETHERNET, packet, HOST);
  }

  private static int run(SnapPolicy kept, LinkHeader link, String packet, int packetType)
      throws CaptureException {
    BpfProgram program = PeerProgram.keeping(PeerFilter.allTcp().withoutOwnAcks(), link, kept);
    byte[] bytes = bytes(packet);
    int ethertype = bytes[0] >>> 4 == 4 ? 0x0800 : 0x86DD;
    return BpfMachine.run(program, bytes, ethertype, packetType);
  }

  /** In hexadecimal without spaces: ports 443 and 54321. */
  private static String tcp(int flags, int headerLength, int payloadLength) {
    return "01bbd431"
        + "00000001"
        + "00000001"
        + String.format("%02x%02x", headerLength * 4, flags)
        + "ffff00000000"
        + "01".repeat(Math.max(0, headerLength - 20))
        + "5e".repeat(payloadLength);
  }

  private static String ipv4(String segment) {
    int length = 20 + segment.length() / 2;
    return String.format("4500%04x", length) + "0000000040060000c6120001c6120002" + segment;
  }

  private static String ipv6(String segment) {
    String prefix = "20010db8000000000000000000000000".substring(0, 28);
    return String.format("60000000%04x0640", segment.length() / 2)
        + prefix
        + "0001"
        + prefix
        + "0002"
        + segment;
  }
}
