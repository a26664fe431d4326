package io.rttd.pipeline.interfaces;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static io.rttd.pipeline.live.NetworkNamespaces.NEAR_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rttd.capture.LocalNetworks;
import io.rttd.config.Cidr;
import io.rttd.model.Addresses;
import io.rttd.pipeline.live.NetworkNamespaces;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the kernel says, in a network namespace. */
@Tag("live")
class InterfaceMonitorLiveTest {
  private NetworkNamespaces own;
  private InterfaceMonitor monitor;

  @BeforeEach
  void open() throws Exception {
    own = NetworkNamespaces.create();
    monitor = own.callInside(own.near(), InterfaceMonitor::open);
  }

  @AfterEach
  void close() {
    if (monitor != null) {
      monitor.close();
    }
    if (own != null) {
      own.close();
    }
  }

  @Test
  void shouldReadNamesKindsAndAddresses() throws Exception {
    NetworkLink wire = monitor.directory().find(INTERFACE).orElseThrow();
    assertThat(wire.kind()).isEqualTo("veth");
    assertThat(wire.isUp()).isTrue();
    assertThat(wire.addresses()).containsExactly(InetAddress.getByName(NEAR_ADDRESS));
    assertThat(monitor.directory().find("lo")).get().matches(NetworkLink::isLoopback);
    assertThat(isLocal(monitor.directory(), NEAR_ADDRESS)).isTrue();
    assertThat(isLocal(monitor.directory(), FAR_ADDRESS)).isFalse();

    ip("link", "property", "add", "dev", INTERFACE, "altname", "a-name-longer-than-an-interface");
    awaitThat(now -> now.find("a-name-longer-than-an-interface").isPresent());
  }

  @Test
  void shouldFollowAddressesOnAnyInterface() throws Exception {
    ip("address", "add", "198.18.99.1/32", "dev", "lo");
    awaitThat(now -> isLocal(now, "198.18.99.1"));
    ip("address", "delete", "198.18.99.1/32", "dev", "lo");
    awaitThat(now -> !isLocal(now, "198.18.99.1"));
    ip("route", "add", "local", "198.18.98.0/24", "dev", "lo");
    awaitThat(now -> isLocal(now, "198.18.98.200"));
  }

  @Test
  void shouldFollowRoutesToGuestsAndTheDefaultRoute() throws Exception {
    ip("link", "add", "pod0", "type", "veth", "peer", "name", "pod1");
    ip("link", "set", "pod0", "up");
    ip("route", "add", "198.18.90.7/32", "dev", "pod0");
    awaitThat(now -> isLocal(now, "198.18.90.7"));
    ip("link", "add", "br0", "type", "bridge");
    ip("link", "set", "br0", "up");
    ip("address", "add", "198.18.91.1/24", "dev", "br0");
    awaitThat(now -> isLocal(now, "198.18.91.9"));
    ip("link", "add", "uplink0", "type", "vxlan", "id", "5", "dstport", "4789");
    ip("link", "set", "uplink0", "master", "br0");
    awaitThat(now -> !isLocal(now, "198.18.91.9"));

    assertThat(auto(monitor.directory())).isEmpty();
    ip("route", "add", "default", "via", FAR_ADDRESS);
    awaitThat(now -> auto(now).equals(List.of(INTERFACE)));
    ip("route", "replace", "default", "dev", "pod0");
    awaitThat(now -> auto(now).equals(List.of("pod0")));
    assertThat(isLocal(monitor.directory(), "198.18.90.7")).as("pod0 leads out now").isFalse();
    ip("link", "delete", "pod0");
    awaitThat(now -> auto(now).isEmpty() && now.find("pod0").isEmpty());
  }

  /**
   * As on a node with Cilium in tunnel mode: all pods are behind cilium_host, some of them here.
   */
  @Test
  void shouldTellTheNodesPodsFromThoseOfOtherNodesBehindTheSameVeth() throws Exception {
    ip("link", "add", "cilium_host", "type", "veth", "peer", "name", "cilium_net");
    ip("link", "set", "cilium_host", "up");
    ip("address", "add", "198.18.90.1/32", "dev", "cilium_host");
    ip("route", "add", "198.18.90.1", "dev", "cilium_host", "scope", "link");
    ip("route", "add", "198.18.91.0/24", "via", "198.18.90.1", "dev", "cilium_host");
    ip("route", "add", "198.18.90.0/24", "via", "198.18.90.1", "dev", "cilium_host");
    ip("route", "add", "198.18.92.0/24", "via", FAR_ADDRESS);

    awaitThat(now -> isLocal(now, "198.18.90.7"));
    assertThat(isLocal(monitor.directory(), "198.18.91.7")).as("another node's pod").isFalse();
    assertThat(isLocal(monitor.directory(), "198.18.92.7")).as("behind a router").isFalse();
  }

  private static List<String> auto(InterfaceDirectory directory) {
    return InterfaceSelector.of("auto").select(directory);
  }

  /** Only a notification can make it so in time. */
  private void awaitThat(Predicate<InterfaceDirectory> condition) {
    await()
        .atMost(Duration.ofSeconds(9))
        .until(
            () -> {
              own.callInside(
                  own.near(),
                  () -> {
                    monitor.poll(System.nanoTime());
                    return null;
                  });
              return condition.test(monitor.directory());
            });
  }

  private static boolean isLocal(InterfaceDirectory directory, String text) {
    LocalNetworks local = HostAddresses.of(directory).with(List.of());
    InetAddress address = Cidr.parse(text).address();
    return local.contains(Addresses.hi(address), Addresses.lo(address));
  }

  private void ip(String... words) throws Exception {
    String[] command = new String[words.length + 1];
    command[0] = "ip";
    System.arraycopy(words, 0, command, 1, words.length);
    own.runInside(own.near(), command);
  }
}
