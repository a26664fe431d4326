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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeerProgramTest {
  private static final SnapPolicy KEPT = SnapPolicy.headers(200);
  private static final String V4 = ETHERNET + IPV4 + ipv4(TCP);
  private static final String V6 = ETHERNET + IPV6 + ipv6(TCP);
  private static final String VLAN = "8100 0005 ";

  @Test
  void shouldKeepTcpOfAPeerWhicheverEndItIs() throws Exception {
    for (String peer : List.of("198.18.0.1", "198.18.0.2", "198.18.0.0/24", "0.0.0.0/0")) {
      assertThat(keeps(peers(peer), V4)).as(peer).isTrue();
      assertThat(keeps(peers(peer), V6)).as(peer).isFalse();
      assertThat(keeps(peers(peer), ETHERNET + VLAN + IPV4 + ipv4(TCP))).isTrue();
      assertThat(keeps(peers(peer), ETHERNET + IPV4 + ipv4(UDP))).isFalse();
    }
    for (String peer : List.of("2001:db8::1", "2001:db8::2", "2001:db8::/33", "::/0")) {
      assertThat(keeps(peers(peer), V6)).as(peer).isTrue();
      assertThat(keeps(peers(peer), V4)).as(peer).isFalse();
      assertThat(keeps(peers(peer), ETHERNET + VLAN + IPV6 + ipv6(TCP))).isTrue();
      assertThat(keeps(peers(peer), ETHERNET + IPV6 + ipv6(UDP))).isFalse();
    }
  }

  @Test
  void shouldDropOtherHosts() throws Exception {
    PeerFilter strangers =
        peers("198.18.0.3", "198.18.1.0/24", "2001:db8::3", "2001:db8:0:1::/64", "2001:db9::/32");

    assertThat(keeps(strangers, V4)).isFalse();
    assertThat(keeps(strangers, V6)).isFalse();
  }

  @Test
  void shouldKeepAPeersPacketsWithExtensionHeaders() throws Exception {
    for (int extension : new int[] {0, 43, 44, 51, 60, 135, 139, 140}) {
      assertThat(keeps(peers("2001:db8::/64"), ETHERNET + IPV6 + ipv6(extension))).isTrue();
      assertThat(keeps(peers("2001:db8:1::/64"), ETHERNET + IPV6 + ipv6(extension))).isFalse();
    }
    assertThat(keeps(peers("198.18.0.1"), ETHERNET + IPV4 + ipv4(51))).isTrue();
  }

  @Test
  void shouldLeaveOutTheExcludedEvenIfTheyArePeers() throws Exception {
    List<Cidr> excluded = List.of(Cidr.parse("198.18.0.2"), Cidr.parse("2001:db8:5::/48"));
    PeerFilter filter =
        new PeerFilter(
            List.of(Cidr.parse("198.18.0.0/16"), Cidr.parse("2001:db8::/32")),
            List.of(),
            excluded,
            List.of(),
            Optional.empty());
    PeerFilter onlyExcluding =
        new PeerFilter(List.of(), List.of(), excluded, List.of(), Optional.empty());

    assertThat(keeps(filter, V4)).isFalse();
    assertThat(keeps(filter, V6)).isTrue();
    assertThat(keeps(onlyExcluding, V4)).isFalse();
    assertThat(keeps(onlyExcluding, V6)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {443, 54321})
  void shouldMatchThePortOfEitherEnd(int port) throws Exception {
    assertThat(keeps(ports(80, port), V4)).isTrue();
    assertThat(keeps(ports(80, port), V6)).isTrue();
    assertThat(keeps(ports(80, port), ETHERNET + VLAN + IPV4 + ipv4(TCP))).isTrue();
    assertThat(keeps(ports(80, port), ETHERNET + VLAN + IPV6 + ipv6(TCP))).isTrue();
    assertThat(keeps(ports(80, port + 1), V4)).isFalse();
    assertThat(keeps(ports(80, port + 1), V6)).isFalse();
  }

  @Test
  void shouldFindPortsBehindIpv4OptionsButNotInFragments() throws Exception {
    String options = V4.replace("4500", "4600").replace("01bb", "0101 0101 01bb");
    String fragment = V4.replace("003c 0000 0000", "003c 0000 0001");

    assertThat(keeps(ports(443), options)).isTrue();
    assertThat(keeps(ports(443), fragment)).isFalse();
    assertThat(keeps(PeerFilter.allTcp(), fragment)).isTrue();
  }

  @Test
  void shouldLeaveOutExtensionHeadersWhenPortsAreNamed() throws Exception {
    assertThat(keeps(ports(443), ETHERNET + IPV6 + ipv6(60))).isFalse();
  }

  @Test
  void shouldReadEveryLinkHeader() throws Exception {
    String sll = "0000 0001 0006 0200 0000 0002 0000 ";
    String sll2 = " 0000 0000 0002 0001 00 06 0200 0000 0002 0000 ";

    assertThat(keeps(peers("198.18.0.1"), LinkHeader.NONE, ipv4(TCP))).isTrue();
    assertThat(keeps(peers("2001:db8::1"), LinkHeader.NONE, ipv6(TCP))).isTrue();
    assertThat(keeps(peers("198.18.0.3"), LinkHeader.NONE, ipv4(TCP))).isFalse();
    assertThat(keeps(peers("198.18.0.1"), LinkHeader.LINUX_SLL, sll + IPV4 + ipv4(TCP))).isTrue();
    assertThat(keeps(ports(443), LinkHeader.LINUX_SLL, sll + IPV6 + ipv6(TCP))).isTrue();
    assertThat(keeps(ports(442), LinkHeader.LINUX_SLL, sll + IPV6 + ipv6(TCP))).isFalse();
    assertThat(keeps(ports(443), LinkHeader.LINUX_SLL2, IPV4 + sll2 + ipv4(TCP))).isTrue();
  }

  @Test
  void shouldAgreeWithAPlainSearchOnRandomLists() throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 60; round++) {
      List<Cidr> blocks = new ArrayList<>();
      int count = 1 + random.nextInt(120);
      for (int i = 0; i < count; i++) {
        blocks.add(randomBlock(random));
      }
      PeerFilter filter = PeerFilter.of(blocks, List.of(), Optional.empty());
      BpfProgram program = PeerProgram.keeping(filter, LinkHeader.NONE, KEPT);
      LocalNetworks plain = new LocalNetworks(List.of(), blocks);
      for (int i = 0; i < 200; i++) {
        byte[] packet = bytes(random.nextBoolean() ? ipv4(TCP) : ipv6(TCP));
        InetAddress source = randomAddress(random, packet[0] == 0x45);
        InetAddress destination = randomAddress(random, packet[0] == 0x45);
        int at = packet[0] == 0x45 ? 12 : 8;
        byte[] raw = source.getAddress();
        System.arraycopy(raw, 0, packet, at, raw.length);
        System.arraycopy(destination.getAddress(), 0, packet, at + raw.length, raw.length);

        assertThat(BpfMachine.run(program, packet, 0) > 0)
            .as("%s to %s by %s", source, destination, blocks)
            .isEqualTo(isIn(plain, source) || isIn(plain, destination));
      }
    }
  }

  @Test
  void shouldTakeAThousandHosts() throws Exception {
    BpfProgram program = PeerProgram.keeping(hosts(1000), LinkHeader.ETHERNET, KEPT);

    assertThat(BpfMachine.run(program, bytes(V4), 0)).isPositive();
  }

  @Test
  void shouldRefuseMoreThanTheKernelTakes() {
    assertThatThrownBy(() -> PeerProgram.keeping(hosts(3000), LinkHeader.ETHERNET, KEPT))
        .hasMessageContaining("4096")
        .hasMessageContaining("networks instead of hosts")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.BAD_FILTER, CaptureException::reason);
  }

  private static PeerFilter peers(String... blocks) {
    return PeerFilter.of(
        Arrays.stream(blocks).map(Cidr::parse).toList(), List.of(), Optional.empty());
  }

  private static PeerFilter hosts(int count) {
    return peers(
        IntStream.range(0, count)
            .mapToObj(i -> "198.18." + i / 256 + "." + i % 256)
            .toArray(String[]::new));
  }

  private static PeerFilter ports(Integer... ports) {
    return new PeerFilter(List.of(), List.of(), List.of(), List.of(ports), Optional.empty());
  }

  private static boolean keeps(PeerFilter filter, String packet) throws CaptureException {
    return keeps(filter, LinkHeader.ETHERNET, packet);
  }

  private static boolean keeps(PeerFilter filter, LinkHeader link, String packet)
      throws CaptureException {
    return BpfMachine.run(PeerProgram.keeping(filter, link, KEPT), bytes(packet), 0) > 0;
  }

  private static boolean isIn(LocalNetworks plain, InetAddress address) {
    return plain.contains(Addresses.hi(address), Addresses.lo(address));
  }

  /** Of few different bytes, so that many blocks and addresses meet. */
  private static InetAddress randomAddress(Random random, boolean v4) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(v4 ? 4 : 16);
    bytes.put(0, v4 ? (byte) 198 : (byte) 0x20);
    for (int i = 1; i < bytes.capacity(); i++) {
      bytes.put(i, (byte) (i < bytes.capacity() - 2 ? random.nextInt(2) : random.nextInt(4) * 83));
    }
    return InetAddress.getByAddress(bytes.array());
  }

  private static Cidr randomBlock(Random random) throws Exception {
    byte[] bytes = randomAddress(random, random.nextBoolean()).getAddress();
    int bits = bytes.length * 8;
    int prefix = random.nextInt(4) == 0 ? bits - random.nextInt(bits * 3 / 4) : bits;
    for (int bit = prefix; bit < bits; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >>> (bit % 8));
    }
    return new Cidr(InetAddress.getByAddress(bytes), prefix);
  }
}
