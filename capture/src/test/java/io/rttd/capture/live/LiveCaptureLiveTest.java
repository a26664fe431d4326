package io.rttd.capture.live;

import static io.rttd.capture.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.capture.live.NetworkNamespaces.FAR_ADDRESS_6;
import static io.rttd.capture.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.CaptureException;
import io.rttd.capture.CaptureException.Reason;
import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.Cidr;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcap4j.core.PcapHandle;

/** Both live sources against the kernel's own counters, on interfaces that nobody else uses. */
@Tag("live")
final class LiveCaptureLiveTest {
  private static final int PORT = 7400;
  private static final int SNAPLEN = 128;
  private static final int ETHERNET = 1;
  private static final int RAW = 101;
  private static final int COOKED = 113;

  private static NetworkNamespaces namespaces;

  @BeforeAll
  static void createNamespaces() throws Exception {
    namespaces = NetworkNamespaces.create();
  }

  @AfterAll
  static void removeNamespaces() throws Exception {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearExactlyWhatTheInterfaceCounted(LiveMethod method) throws Exception {
    try (FrameSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = counted(INTERFACE);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 200);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.size()).isGreaterThan(400).isEqualTo(counted(INTERFACE) - before);
      assertThat(heard.frames).allMatch(frame -> frame.linkType() == ETHERNET);
      assertThat(source.kernelDrops()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearEachPacketOfLoopbackOnce(LiveMethod method) throws Exception {
    try (FrameSource source = open("lo", PeerFilter.allTcp(), method)) {
      long before = loopbackCounted();
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.near(), "127.0.0.1", PORT, 50);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.size()).isGreaterThan(100).isEqualTo(loopbackCounted() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearEachPacketOfAllInterfacesOnce(LiveMethod method) throws Exception {
    try (FrameSource source = open("any", PeerFilter.allTcp(), method)) {
      long before = loopbackCounted() + counted(INTERFACE);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.near(), "127.0.0.1", PORT, 50);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 50);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.size())
          .isGreaterThan(200)
          .isEqualTo(loopbackCounted() + counted(INTERFACE) - before);
      int expected = method == LiveMethod.AF_PACKET ? RAW : COOKED;
      assertThat(heard.frames).allMatch(frame -> frame.linkType() == expected);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldStampWithTheWallClockInNanoseconds(LiveMethod method) throws Exception {
    try (FrameSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 20);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);
      long after = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis() + 1);

      assertThat(heard.frames).allMatch(frame -> frame.timeNs() >= before);
      assertThat(heard.frames).allMatch(frame -> frame.timeNs() <= after);
      assertThat(heard.frames).anyMatch(frame -> frame.timeNs() % 1000 != 0);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldSnapPacketsButKnowTheirWholeLength(LiveMethod method) throws Exception {
    try (FrameSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = bytesCounted();
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 50);
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);

      assertThat(heard.frames).allMatch(frame -> frame.capturedLength() <= SNAPLEN);
      assertThat(heard.frames.stream().mapToInt(HeardFrames.Frame::capturedLength).max())
          .hasValue(SNAPLEN);
      assertThat(heard.frames.stream().mapToLong(HeardFrames.Frame::originalLength).sum())
          .isEqualTo(bytesCounted() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldLetThroughOnlyTheFiltersPeers(LiveMethod method) throws Exception {
    PeerFilter other = peers("198.18.7.77", Optional.empty());
    PeerFilter port = peers(FAR_ADDRESS, Optional.of("port " + (PORT + 1)));
    try (FrameSource nobody = open(INTERFACE, other, method);
        FrameSource onePort = open(INTERFACE, port, method)) {
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 5);
      long before = counted(INTERFACE);
      TcpTraffic.exchange(
          namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT + 1, 5);

      assertThat(new HeardFrames().readUntilQuiet(nobody).size()).isZero();
      assertThat(new HeardFrames().readUntilQuiet(onePort).size())
          .isPositive()
          .isEqualTo(counted(INTERFACE) - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldFilterOnAllInterfacesTogether(LiveMethod method) throws Exception {
    try (FrameSource source = open("any", peers(FAR_ADDRESS, Optional.empty()), method)) {
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.near(), "127.0.0.1", PORT, 5);
      long before = counted(INTERFACE);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 5);

      assertThat(new HeardFrames().readUntilQuiet(source).size())
          .isPositive()
          .isEqualTo(counted(INTERFACE) - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldFilterByHundredsOfPeersAndAnExpressionOnEachKindOfInterface(LiveMethod method)
      throws Exception {
    List<Cidr> many =
        IntStream.range(0, 700)
            .mapToObj(i -> Cidr.parse("198.18." + i / 256 + "." + i % 256))
            .collect(Collectors.toCollection(ArrayList::new));
    many.add(Cidr.parse(FAR_ADDRESS));
    PeerFilter filter = PeerFilter.of(many, List.of(), Optional.of("port " + PORT));
    try (FrameSource one = open(INTERFACE, filter, method);
        FrameSource all = open("any", filter, method)) {
      TcpTraffic.exchange(
          namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT + 1, 5);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.near(), "127.0.0.1", PORT, 5);
      long before = counted(INTERFACE);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 5);
      long expected = counted(INTERFACE) - before;

      assertThat(new HeardFrames().readUntilQuiet(one).size()).isPositive().isEqualTo(expected);
      assertThat(new HeardFrames().readUntilQuiet(all).size()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearIpv6(LiveMethod method) throws Exception {
    try (NetworkNamespaces both = NetworkNamespaces.create().withIpv6();
        FrameSource source =
            both.callInside(both.near(), () -> LiveCapture.open(settings(INTERFACE, method)))) {
      TcpTraffic.exchange(both, both.near(), both.far(), FAR_ADDRESS_6, PORT, 5);

      assertThat(new HeardFrames().readUntilQuiet(source).frames)
          .hasSizeGreaterThan(10)
          .filteredOn(frame -> frame.bytes().get(20) == 6)
          .hasSizeGreaterThan(10)
          .allMatch(frame -> frame.bytes().getShort(12) == (short) 0x86DD);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearNothingButTcp(LiveMethod method) throws Exception {
    try (FrameSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = counted(INTERFACE);
      namespaces.callInside(namespaces.near(), LiveCaptureLiveTest::sendDatagrams);

      assertThat(counted(INTERFACE) - before).isGreaterThanOrEqualTo(3);
      assertThat(new HeardFrames().readUntilQuiet(source).size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearTcpWithinVlanTagsInBothDirections(LiveMethod method) throws Exception {
    String vlan5 = "02:00:c6:12:07:02 02:00:c6:12:07:01 8100 0005 0800";
    String ip = "4500 0028 0000 0000 4006 0000 c612 0702 c612 0701";
    String tcp = "0050 0051 0000 0001 0000 0001 5010 0000 0000 0000";
    PeerFilter vlan = extra("vlan 5 and tcp");
    PeerFilter otherVlan = extra("vlan 6 and tcp");
    try (FrameSource all = open(INTERFACE, PeerFilter.allTcp(), method);
        FrameSource peer = open(INTERFACE, peers(FAR_ADDRESS, Optional.empty()), method);
        FrameSource byTag = open(INTERFACE, vlan, method);
        FrameSource byOtherTag = open(INTERFACE, otherVlan, method)) {
      // What comes in has lost its tag to the kernel; what goes out bears it.
      sendFrames(namespaces.far(), vlan5 + ip + tcp, 3);
      sendFrames(namespaces.near(), vlan5 + ip + tcp, 4);

      assertThat(new HeardFrames().readUntilQuiet(all).size()).isEqualTo(7);
      assertThat(new HeardFrames().readUntilQuiet(peer).size()).isEqualTo(7);
      assertThat(new HeardFrames().readUntilQuiet(byTag).size()).isEqualTo(7);
      assertThat(new HeardFrames().readUntilQuiet(byOtherTag).size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldHearInterfacesWithoutLinkHeaderFromTheIpHeaderOn(LiveMethod method) throws Exception {
    String tun = "tun7";
    try (NetworkNamespaces own = NetworkNamespaces.create();
        TunDevice device = own.callInside(own.near(), () -> new TunDevice(tun))) {
      own.runInside(own.near(), "ip", "address", "add", "198.18.11.1/30", "dev", device.name());
      own.runInside(own.near(), "ip", "link", "set", device.name(), "up");
      try (FrameSource source =
          own.callInside(own.near(), () -> LiveCapture.open(settings(tun, method)))) {
        own.callInside(own.near(), () -> connectInVain("198.18.11.2"));

        assertThat(new HeardFrames().readUntilQuiet(source).frames)
            .isNotEmpty()
            .allMatch(frame -> frame.linkType() == RAW && frame.bytes().get(0) == 0x45);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldReturnInTimeWhenNothingComes(LiveMethod method) throws Exception {
    try (FrameSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        assertThat(source.poll(heard, 256)).isZero();
      }
      Duration each = Duration.ofNanos((System.nanoTime() - start) / 20);

      assertThat(each).isBetween(Duration.ofMillis(5), Duration.ofMillis(30));
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldSurviveAnInterfaceThatGoesDownAndUpAgain(LiveMethod method) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source = open(own, PeerFilter.allTcp(), method)) {
      HeardFrames heard = new HeardFrames();
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "down");
      long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < 20; i++) {
        assertThat(source.poll(heard, 256)).isZero();
      }
      long cpuNs = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
      own.runInside(own.near(), "ip", "link", "set", INTERFACE, "up");
      own.runInside(
          own.near(),
          "ip",
          "neighbour",
          "replace",
          FAR_ADDRESS,
          "lladdr",
          "02:00:c6:12:07:02",
          "dev",
          INTERFACE,
          "nud",
          "permanent");
      TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 20);

      assertThat(heard.readUntilQuiet(source).size()).isGreaterThan(40);
      assertThat(Duration.ofNanos(cpuNs)).as("no spinning").isLessThan(Duration.ofMillis(100));
    }
  }

  @Test
  void shouldHearAnInterfaceAgainThatWasRemovedAndMadeAnew() throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource source = open(own, PeerFilter.allTcp(), LiveMethod.AF_PACKET)) {
      own.runInside(own.near(), "ip", "link", "delete", INTERFACE);
      assertThat(own.callInside(own.near(), () -> source.poll(new HeardFrames(), 1))).isZero();
      own.joinWithVeth();
      HeardFrames heard = new HeardFrames();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> {
                TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 1);
                own.callInside(own.near(), () -> heard.readUntilQuiet(source));
                return heard.size() > 0;
              });
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldLoseNothingOfFastBulkTraffic(LiveMethod method) throws Exception {
    assumeTrue(isThere("iperf3"), "needs iperf3");
    namespaces.startInside(namespaces.far(), "iperf3", "-s", "-1", "-B", FAR_ADDRESS);
    try (FrameSource source = open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = counted(INTERFACE);
      Process client =
          namespaces.startInside(
              namespaces.near(),
              "sh",
              "-c",
              "for try in 1 2 3 4 5 6 7 8 9; do"
                  + " iperf3 -c "
                  + FAR_ADDRESS
                  + " -t 2 -P 4 -M 536 && exit; sleep 0.2; done");
      long[] heard = new long[1];
      for (int quiet = 0; quiet < 8 || client.isAlive(); ) {
        int frames = source.poll((t, link, b, o, captured, original) -> heard[0]++, 1024);
        quiet = frames == 0 ? quiet + 1 : 0;
      }

      assertThat(client.exitValue()).isZero();
      assertThat(source.kernelDrops()).isZero();
      assertThat(heard[0]).isGreaterThan(1000).isEqualTo(counted(INTERFACE) - before);
    }
  }

  @Test
  void shouldCountWhatTheKernelDropped() throws Exception {
    LiveSettings smallRing =
        new LiveSettings(INTERFACE, 65535, PeerFilter.allTcp(), LiveMethod.AF_PACKET, 1);
    try (FrameSource source =
        namespaces.callInside(namespaces.near(), () -> LiveCapture.open(smallRing))) {
      long before = counted(INTERFACE);
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 2000);
      int heard = new HeardFrames().readUntilQuiet(source).size();

      long dropped = source.kernelDrops();
      assertThat(dropped).isPositive().isEqualTo(source.kernelDrops());
      assertThat(heard + dropped).isEqualTo(counted(INTERFACE) - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldSayHowToGrantThePermissionThatIsMissing(LiveMethod method) throws Exception {
    assumeTrue(isThere("setpriv"), "needs setpriv");
    Process unprivileged =
        new ProcessBuilder(
                "setpriv",
                "--bounding-set=-net_raw",
                "--inh-caps=-net_raw",
                ProcessHandle.current().info().command().orElseThrow(),
                "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                OpeningLoopback.class.getName(),
                method.name())
            .redirectErrorStream(true)
            .start();
    String output =
        new String(unprivileged.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(output).contains("NO_PERMISSION", "'lo'", "CAP_NET_RAW", "setpriv --reuid");
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldNameTheInterfacesThatExistWhenOneDoesNot(LiveMethod method) {
    assertThatThrownBy(() -> LiveCapture.open(settings("nosuch0", method)))
        .hasMessageContaining("'nosuch0'")
        .hasMessageContaining("lo")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.NOT_FOUND, CaptureException::reason);
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldQuoteLibpcapAndTheExpressionWhenAFilterIsBad(LiveMethod method) {
    LiveSettings bad =
        new LiveSettings("lo", 128, extra("host and and"), method, LiveSettings.DEFAULT_RING_BYTES);

    assertThatThrownBy(() -> LiveCapture.open(bad))
        .hasMessageContaining("'host and and'")
        .hasMessageContaining("syntax error")
        .asInstanceOf(type(CaptureException.class))
        .returns(Reason.BAD_FILTER, CaptureException::reason);
  }

  private static FrameSource open(String interfaceName, PeerFilter filter, LiveMethod method)
      throws Exception {
    return open(namespaces, interfaceName, filter, method);
  }

  private static FrameSource open(NetworkNamespaces where, PeerFilter filter, LiveMethod method)
      throws Exception {
    return open(where, INTERFACE, filter, method);
  }

  private static FrameSource open(
      NetworkNamespaces where, String interfaceName, PeerFilter filter, LiveMethod method)
      throws Exception {
    LiveSettings settings =
        new LiveSettings(interfaceName, SNAPLEN, filter, method, LiveSettings.DEFAULT_RING_BYTES);
    return where.callInside(where.near(), () -> LiveCapture.open(settings));
  }

  private static LiveSettings settings(String interfaceName, LiveMethod method) {
    return new LiveSettings(
        interfaceName, SNAPLEN, PeerFilter.allTcp(), method, LiveSettings.DEFAULT_RING_BYTES);
  }

  private static PeerFilter peers(String address, Optional<String> extra) {
    return PeerFilter.of(List.of(Cidr.parse(address)), List.of(), extra);
  }

  private static PeerFilter extra(String expression) {
    return PeerFilter.of(List.of(), List.of(), Optional.of(expression));
  }

  private static long counted(String interfaceName) throws Exception {
    return namespaces.statistic(namespaces.near(), interfaceName, "rx_packets")
        + namespaces.statistic(namespaces.near(), interfaceName, "tx_packets");
  }

  private static long loopbackCounted() throws Exception {
    return namespaces.statistic(namespaces.near(), "lo", "rx_packets");
  }

  private static long bytesCounted() throws Exception {
    return namespaces.statistic(namespaces.near(), INTERFACE, "rx_bytes")
        + namespaces.statistic(namespaces.near(), INTERFACE, "tx_bytes");
  }

  private static Void sendDatagrams() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 3; i++) {
        socket.send(new DatagramPacket(new byte[40], 40, InetAddress.getByName(FAR_ADDRESS), PORT));
      }
    }
    return null;
  }

  private static Void connectInVain(String address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(address), PORT), 50);
    } catch (SocketTimeoutException e) {
      return null; // Its SYN was sent, which is all that is asked.
    }
    throw new AssertionError("nobody should have answered");
  }

  /** Sends this frame, in hexadecimal, a number of times. */
  private static void sendFrames(String namespace, String hex, int count) throws Exception {
    byte[] frame = HexFormat.of().parseHex(hex.replaceAll("[ :]", ""));
    namespaces.callInside(
        namespace,
        () -> {
          try (PcapHandle handle = new PcapHandle.Builder(INTERFACE).build()) {
            for (int i = 0; i < count; i++) {
              handle.sendPacket(frame);
            }
          }
          return null;
        });
  }

  private static boolean isThere(String command) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
