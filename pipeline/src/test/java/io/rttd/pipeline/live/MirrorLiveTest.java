package io.rttd.pipeline.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Capture on a bridge of traffic between two of its ports: the bridge hands it up only while it is
 * promiscuous, as a NIC does behind a mirror port.
 */
@Tag("live")
final class MirrorLiveTest {
  private static final String BRIDGE = "br0";
  private static final String CLIENT_ADDRESS = "198.18.9.1";
  private static final String SERVER_ADDRESS = "198.18.9.2";
  private static final String CLIENT_MAC = "02:00:c6:12:07:02";
  private static final String SERVER_MAC = "02:00:c6:12:09:02";
  private static final int PORT = 7410;

  private NetworkNamespaces one;
  private NetworkNamespaces other;

  @BeforeEach
  void makeNamespaces() throws Exception {
    one = NetworkNamespaces.create();
    other = NetworkNamespaces.create();
    String near = one.near();
    for (String namespace : new String[] {near, one.far(), other.far()}) {
      silenceIpv6(namespace);
    }
    one.runInside(near, "ip", "address", "flush", "dev", NetworkNamespaces.INTERFACE);
    one.joinFarOf(other, "port1", SERVER_MAC);
    one.readdress(one.far(), NetworkNamespaces.INTERFACE, CLIENT_ADDRESS);
    one.readdress(other.far(), "eth0", SERVER_ADDRESS);
    makeBridge();
  }

  @AfterEach
  void removeNamespaces() {
    if (other != null) {
      other.close();
    }
    if (one != null) {
      one.close();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureTrafficBetweenOthersOnlyIfPromiscuous(LiveMethod method) throws Exception {
    try (FrameSource plain = open(BRIDGE, method, false)) {
      exchange();
      assertThat(new HeardFrames().readUntilQuiet(plain).size()).isZero();
    }
    try (FrameSource promiscuous = open(BRIDGE, method, true)) {
      exchange();
      assertThat(new HeardFrames().readUntilQuiet(promiscuous).size()).isGreaterThan(20);
    }
    assertThat(promiscuity()).isZero();
  }

  @Test
  void shouldBePromiscuousAgainOnAnInterfaceThatCameBack() throws Exception {
    try (FrameSource source = open(BRIDGE, LiveMethod.AF_PACKET, true)) {
      one.runInside(one.near(), "ip", "link", "delete", BRIDGE);
      one.callInside(one.near(), () -> source.poll(new HeardFrames(), 1));
      makeBridge();
      one.callInside(
          one.near(),
          () -> {
            Awaitility.await()
                .pollInSameThread()
                .atMost(20, TimeUnit.SECONDS)
                .until(
                    () -> {
                      source.poll(new HeardFrames(), 1);
                      return promiscuity() == 1;
                    });
            return null;
          });
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldListenOnAnyEvenSo(LiveMethod method) throws Exception {
    try (FrameSource source = open("any", method, true)) {
      exchange();
      assertThat(new HeardFrames().readUntilQuiet(source).size()).as("on the ports").isPositive();
    }
  }

  private FrameSource open(String interfaceName, LiveMethod method, boolean promiscuous)
      throws Exception {
    return LiveWire.open(
        one,
        new LiveSettings(
            interfaceName,
            SnapPolicy.headers(128),
            PeerFilter.allTcp(),
            method,
            new RingSettings(RingSettings.DEFAULT.bytes(), Optional.empty(), false, promiscuous)));
  }

  private void exchange() throws Exception {
    TcpTraffic.exchange(one, one.far(), other.far(), SERVER_ADDRESS, PORT, 5);
  }

  private void makeBridge() throws Exception {
    one.runInside(one.near(), "ip", "link", "add", BRIDGE, "type", "bridge");
    addPort(NetworkNamespaces.INTERFACE, CLIENT_MAC);
    addPort("port1", SERVER_MAC);
    one.runInside(one.near(), "ip", "link", "set", BRIDGE, "up");
  }

  /** What a bridge has not learned it floods, to itself as well. */
  private void addPort(String port, String stationBehind) throws Exception {
    one.runInside(one.near(), "ip", "link", "set", port, "master", BRIDGE, "up");
    one.runInside(
        one.near(), "bridge", "fdb", "replace", stationBehind, "dev", port, "master", "static");
  }

  /** Multicast listener reports come in extension headers, which every filter lets pass. */
  private void silenceIpv6(String namespace) throws Exception {
    String key = "/proc/sys/net/ipv6/conf/all/disable_ipv6";
    one.runInside(namespace, "sh", "-c", "test ! -e " + key + " || echo 1 > " + key);
  }

  private int promiscuity() throws Exception {
    String link = one.runInside(one.near(), "ip", "-d", "link", "show", BRIDGE);
    return Integer.parseInt(link.replaceFirst("(?s).*promiscuity (\\d+).*", "$1"));
  }
}
