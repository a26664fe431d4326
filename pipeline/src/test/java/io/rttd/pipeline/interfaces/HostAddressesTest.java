package io.rttd.pipeline.interfaces;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import io.rttd.pipeline.interfaces.NetworkRoute.Kind;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostAddressesTest {
  private final DirectoryBuilder machine =
      new DirectoryBuilder().link("eth0", "", "192.0.2.1", "2001:db8::1").defaultRoute("eth0");

  @Test
  void shouldCountTheAddressesOfEveryInterface() {
    machine.link("dummy0", "dummy", "198.51.100.9");

    assertThat(isLocal("192.0.2.1")).isTrue();
    assertThat(isLocal("2001:db8::1")).isTrue();
    assertThat(isLocal("198.51.100.9")).isTrue();
    assertThat(isLocal("::1")).isTrue();
    assertThat(isLocal("127.0.0.53")).isTrue();
    assertThat(isLocal("192.0.2.2")).isFalse();
  }

  @Test
  void shouldCountBlocksThatTheKernelDeliversLocally() {
    machine.route(Kind.LOCAL, "198.51.100.0/24", "lo").route(Kind.LOCAL, "2001:db8::/128", "eth0");

    assertThat(isLocal("198.51.100.77")).isTrue();
    assertThat(isLocal("2001:db8::")).as("anycast").isTrue();
  }

  @Test
  void shouldCountWhatSingleAddressRoutesReachThroughAVeth() {
    machine
        .link("cali1", "veth")
        .route(Kind.ON_LINK, "10.42.0.7/32", "cali1")
        .route(Kind.ON_LINK, "fd00::7/128", "cali1")
        .route(Kind.ON_LINK, "fe80::/64", "cali1");

    assertThat(isLocal("10.42.0.7")).isTrue();
    assertThat(isLocal("fd00::7")).isTrue();
    assertThat(isLocal("fe80::99")).isFalse();
    HostAddresses host = HostAddresses.of(machine.build());
    assertThat(host.leadsToGuests("cali1")).isTrue();
    assertThat(host.leadsToGuests("eth0")).isFalse();
    assertThat(host.leadsToGuests(CaptureInterfaces.ANY)).isTrue();
  }

  @Test
  void shouldNotCountANetworkBehindAVethSinceItsOtherEndMayBeTheWayOut() {
    machine.link("veth1", "veth", "10.1.0.1").route(Kind.ON_LINK, "10.1.0.0/24", "veth1");

    assertThat(isLocal("10.1.0.2")).isFalse();
    assertThat(HostAddresses.of(machine.build()).leadsToGuests(CaptureInterfaces.ANY)).isFalse();
  }

  @Test
  void shouldCountTheNetworkThatCiliumRoutesThroughItsOwnAddress() {
    machine
        .link("cilium_host", "veth", "10.42.0.1")
        .route(Kind.VIA_OWN_ADDRESS, "10.42.0.0/24", "cilium_host");

    assertThat(isLocal("10.42.0.7")).isTrue();
    assertThat(isLocal("10.42.1.7")).isFalse();
    assertThat(HostAddresses.of(machine.build()).leadsToGuests("cilium_host")).isTrue();
  }

  @Test
  void shouldCountTheNetworkOfABridgeThatHasOnlyGuests() {
    machine
        .link("docker0", "bridge", "172.17.0.1")
        .port("veth1", "veth", "docker0")
        .port("tap1", "tun", "docker0")
        .route(Kind.ON_LINK, "172.17.0.0/16", "docker0");

    assertThat(isLocal("172.17.0.9")).isTrue();
    assertThat(HostAddresses.of(machine.build()).leadsToGuests("docker0")).isTrue();
  }

  @Test
  void shouldNotCountTheNetworkOfABridgeThatLeadsOut() {
    machine
        .link("br0", "bridge", "10.9.0.1")
        .port("veth1", "veth", "br0")
        .port("eth1", "", "br0")
        .route(Kind.ON_LINK, "10.9.0.0/16", "br0");

    assertThat(isLocal("10.9.0.9")).isFalse();
    assertThat(isLocal("10.9.0.1")).isTrue();
  }

  @Test
  void shouldNotTakeAContainersOwnWayOutForOneIntoAContainer() {
    DirectoryBuilder container =
        new DirectoryBuilder()
            .link("eth0", "veth", "10.42.0.7")
            .defaultRoute("eth0")
            .route(Kind.ON_LINK, "169.254.1.1/32", "eth0")
            .route(Kind.ON_LINK, "10.42.0.1/32", "eth0");

    LocalNetworks local = HostAddresses.of(container.build()).with(List.of());
    assertThat(contains(local, "10.42.0.1")).isFalse();
    assertThat(contains(local, "10.42.0.7")).isTrue();
  }

  @Test
  void shouldAddTheConfiguredNetworks() {
    LocalNetworks local =
        HostAddresses.of(machine.build()).with(List.of(Cidr.parse("203.0.113.0/24")));

    assertThat(contains(local, "203.0.113.5")).isTrue();
    assertThat(contains(local, "192.0.2.1")).isTrue();
  }

  private boolean isLocal(String address) {
    return contains(HostAddresses.of(machine.build()).with(List.of()), address);
  }

  private static boolean contains(LocalNetworks local, String text) {
    InetAddress address = Cidr.parse(text).address();
    return local.contains(Addresses.hi(address), Addresses.lo(address));
  }
}
