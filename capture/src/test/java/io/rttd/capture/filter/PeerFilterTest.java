package io.rttd.capture.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.config.Cidr;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PeerFilterTest {
  private static final String TCP = PeerFilter.ALL_TCP;

  @Test
  void shouldNeedNoExpressionForAllTcp() {
    assertThat(expression(List.of(), List.of(), Optional.empty())).isEmpty();
    assertThat(expression(List.of(), List.of(), Optional.of("  "))).isEmpty();
  }

  @Test
  void shouldNameHostsAndNetworks() throws Exception {
    assertThat(
            expression(
                List.of(
                    Cidr.parse("10.0.0.0/8"),
                    Cidr.parse("192.0.2.7"),
                    Cidr.parse("2001:db8::/32"),
                    Cidr.parse("2001:db8::1")),
                List.of(InetAddress.getByName("198.51.100.9")),
                Optional.empty()))
        .hasValue(
            TCP
                + " and (net 10.0.0.0/8 or host 192.0.2.7 or net 2001:db8::/32"
                + " or host 2001:db8::1 or host 198.51.100.9)");
  }

  @Test
  void shouldTakeTheWholeOfAnAddressFamily() {
    assertThat(
            expression(
                List.of(Cidr.parse("0.0.0.0/0"), Cidr.parse("::/0")), List.of(), Optional.empty()))
        .hasValue(TCP + " and (ip or ip6)");
  }

  @Test
  void shouldLeaveOutScopesOfLinkLocalAddresses() throws Exception {
    byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
    InetAddress scoped = Inet6Address.getByAddress("", bytes, 1);

    assertThat(expression(List.of(), List.of(scoped), Optional.empty()))
        .hasValue(TCP + " and (host fe80::1)");
  }

  @Test
  void shouldKeepTheUsersExpressionTogether() {
    assertThat(
            expression(
                List.of(Cidr.parse("192.0.2.7")), List.of(), Optional.of("port 80 or port 81")))
        .hasValue(TCP + " and (host 192.0.2.7) and (port 80 or port 81)");
  }

  @Test
  void shouldExcludeNetworksAndSelectPorts() {
    PeerFilter filter =
        new PeerFilter(
            List.of(),
            List.of(),
            List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("10.0.0.1")),
            List.of(443, 5432),
            Optional.empty());

    assertThat(filter.expression())
        .hasValue(
            "(tcp) and not (net 10.0.0.0/8 or host 10.0.0.1)"
                + " and (tcp port 443 or tcp port 5432)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vlan 5", "mpls and tcp", "pppoes", "geneve 7"})
  void shouldNotLookWithinVlanTagsForThoseWhoAskForHeadersThemselves(String expression) {
    assertThat(PeerFilter.withinVlanToo(expression)).isEqualTo(expression);
  }

  @Test
  void shouldLookWithinVlanTagsToo() {
    assertThat(PeerFilter.withinVlanToo("tcp")).isEqualTo("(tcp) or (vlan and (tcp))");
  }

  private static Optional<String> expression(
      List<Cidr> networks, List<InetAddress> hosts, Optional<String> extra) {
    return PeerFilter.of(networks, hosts, extra).expression();
  }
}
