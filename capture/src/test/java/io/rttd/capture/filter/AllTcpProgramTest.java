package io.rttd.capture.filter;

import static io.rttd.capture.filter.Packets.ETHERNET;
import static io.rttd.capture.filter.Packets.IPV4;
import static io.rttd.capture.filter.Packets.IPV6;
import static io.rttd.capture.filter.Packets.TCP;
import static io.rttd.capture.filter.Packets.UDP;
import static io.rttd.capture.filter.Packets.bytes;
import static io.rttd.capture.filter.Packets.ipv4;
import static io.rttd.capture.filter.Packets.ipv6;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.natives.NativeStruct;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AllTcpProgramTest {
  private static final int SNAPLEN = 200;
  private static final SnapPolicy KEPT = SnapPolicy.headers(SNAPLEN);
  private static final int ICMP6 = 58;

  @Test
  void shouldKeepTheHeadersOfTcp() throws Exception {
    assertThat(ethernet(ETHERNET + IPV4 + ipv4(TCP))).isEqualTo(14 + 20 + 20);
    assertThat(ethernet(ETHERNET + IPV6 + ipv6(TCP))).isEqualTo(14 + 40 + 20);
  }

  @Test
  void shouldDropWhatIsNotTcp() throws Exception {
    assertThat(ethernet(ETHERNET + IPV4 + ipv4(UDP))).isZero();
    assertThat(ethernet(ETHERNET + IPV6 + ipv6(UDP))).isZero();
    assertThat(ethernet(ETHERNET + IPV6 + ipv6(ICMP6))).isZero();
    assertThat(ethernet(ETHERNET + "0806 " + ipv4(TCP))).as("ARP").isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"8100 0005 ", "88a8 0005 ", "9100 0005 ", "88a8 0005 8100 0006 "})
  void shouldLookThroughVlanTags(String tags) throws Exception {
    int tagged = 14 + bytes(tags).length;
    assertThat(ethernet(ETHERNET + tags + IPV4 + ipv4(TCP))).isEqualTo(tagged + 20 + 20);
    assertThat(ethernet(ETHERNET + tags + IPV6 + ipv6(TCP))).isEqualTo(tagged + 40 + 20);
    assertThat(ethernet(ETHERNET + tags + IPV4 + ipv4(UDP))).isZero();
    assertThat(ethernet(ETHERNET + tags + "0806 " + ipv4(TCP))).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 43, 44, 51, 60, 135, 139, 140})
  void shouldKeepPacketsWithIpv6ExtensionHeaders(int extension) throws Exception {
    assertThat(ethernet(ETHERNET + IPV6 + ipv6(extension))).isEqualTo(SNAPLEN);
    assertThat(cooked(ipv6(extension), 0x86DD)).isEqualTo(SNAPLEN);
  }

  @Test
  void shouldTrustTheKernelsProtocolOnACookedSocket() throws Exception {
    assertThat(cooked(ipv4(TCP), 0x0800)).isEqualTo(20 + 20);
    assertThat(cooked(ipv6(TCP), 0x86DD)).isEqualTo(40 + 20);
    assertThat(cooked(ipv4(UDP), 0x0800)).isZero();
    assertThat(cooked(ipv4(TCP), 0x8847)).as("MPLS").isZero();
  }

  @Test
  void shouldDropPacketsThatEndEarly() throws Exception {
    assertThat(ethernet(ETHERNET)).isZero();
    assertThat(ethernet(ETHERNET + IPV4)).isZero();
    assertThat(ethernet(ETHERNET + "8100 0005 ")).isZero();
  }

  @Test
  void shouldSurviveTheWayToNativeMemoryAndBack() throws Exception {
    BpfProgram program = PeerProgram.keeping(PeerFilter.allTcp(), LinkHeader.ETHERNET, KEPT);
    NativeStruct memory = program.toNative();
    BpfProgram copy = BpfProgram.read(memory.fields(), program.length());

    assertThat(memory.size()).isEqualTo(program.length() * 8);
    assertThat(BpfMachine.run(copy, bytes(ETHERNET + IPV4 + ipv4(TCP)), 0)).isEqualTo(54);
    assertThat(BpfMachine.run(copy, bytes(ETHERNET + IPV4 + ipv4(UDP)), 0)).isZero();
  }

  private static int ethernet(String packet) throws Exception {
    return BpfMachine.run(
        PeerProgram.keeping(PeerFilter.allTcp(), LinkHeader.ETHERNET, KEPT), bytes(packet), 0);
  }

  private static int cooked(String packet, int kernelProtocol) throws Exception {
    return BpfMachine.run(
        PeerProgram.keeping(PeerFilter.allTcp(), LinkHeader.COOKED_SOCKET, KEPT),
        bytes(packet),
        kernelProtocol);
  }
}
