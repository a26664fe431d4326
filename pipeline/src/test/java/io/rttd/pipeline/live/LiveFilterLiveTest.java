package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.config.Cidr;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcap4j.core.PcapHandle;

/** What the kernel lets through to both live sources. */
@Tag("live")
final class LiveFilterLiveTest extends OnLiveWire {
  private static final int PORT = 7400;

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldLetThroughOnlyTheFiltersPeers(LiveMethod method) throws Exception {
    PeerFilter other = peers("198.18.7.77", Optional.empty());
    PeerFilter port = peers(FAR_ADDRESS, Optional.of("port " + (PORT + 1)));
    try (FrameSource nobody = wire.open(INTERFACE, other, method);
        FrameSource onePort = wire.open(INTERFACE, port, method)) {
      wire.exchange(PORT, 5);
      long before = wire.counted();
      wire.exchange(PORT + 1, 5);

      assertThat(new HeardFrames().readUntilQuiet(nobody).size()).isZero();
      assertThat(new HeardFrames().readUntilQuiet(onePort).size())
          .isPositive()
          .isEqualTo(wire.counted() - before);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldFilterOnAllInterfacesTogether(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open("any", peers(FAR_ADDRESS, Optional.empty()), method)) {
      wire.exchangeOnLoopback(PORT, 5);
      long before = wire.counted();
      wire.exchange(PORT, 5);

      assertThat(new HeardFrames().readUntilQuiet(source).size())
          .isPositive()
          .isEqualTo(wire.counted() - before);
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
    try (FrameSource one = wire.open(INTERFACE, filter, method);
        FrameSource all = wire.open("any", filter, method)) {
      wire.exchange(PORT + 1, 5);
      wire.exchangeOnLoopback(PORT, 5);
      long before = wire.counted();
      wire.exchange(PORT, 5);
      long expected = wire.counted() - before;

      assertThat(new HeardFrames().readUntilQuiet(one).size()).isPositive().isEqualTo(expected);
      assertThat(new HeardFrames().readUntilQuiet(all).size()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureNothingButTcp(LiveMethod method) throws Exception {
    try (FrameSource source = wire.open(INTERFACE, PeerFilter.allTcp(), method)) {
      long before = wire.counted();
      wire.namespaces().callInside(wire.namespaces().near(), LiveFilterLiveTest::sendDatagrams);

      assertThat(wire.counted() - before).isGreaterThanOrEqualTo(3);
      assertThat(new HeardFrames().readUntilQuiet(source).size()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldCaptureTcpWithinVlanTagsInBothDirections(LiveMethod method) throws Exception {
    String vlan5 = "02:00:c6:12:07:02 02:00:c6:12:07:01 8100 0005 0800";
    String ip = "4500 0028 0000 0000 4006 0000 c612 0702 c612 0701";
    String tcp = "0050 0051 0000 0001 0000 0001 5010 0000 0000 0000";
    PeerFilter vlan = extra("vlan 5 and tcp");
    PeerFilter otherVlan = extra("vlan 6 and tcp");
    try (FrameSource all = wire.open(INTERFACE, PeerFilter.allTcp(), method);
        FrameSource peer = wire.open(INTERFACE, peers(FAR_ADDRESS, Optional.empty()), method);
        FrameSource byTag = wire.open(INTERFACE, vlan, method);
        FrameSource byOtherTag = wire.open(INTERFACE, otherVlan, method)) {
      // What comes in has lost its tag to the kernel; what goes out bears it.
      sendFrames(wire.namespaces().far(), vlan5 + ip + tcp, 3);
      sendFrames(wire.namespaces().near(), vlan5 + ip + tcp, 4);

      assertThat(new HeardFrames().readUntilQuiet(all).size()).isEqualTo(7);
      assertThat(new HeardFrames().readUntilQuiet(peer).size()).isEqualTo(7);
      assertThat(new HeardFrames().readUntilQuiet(byTag).size()).isEqualTo(7);
      assertThat(new HeardFrames().readUntilQuiet(byOtherTag).size()).isZero();
    }
  }

  private static PeerFilter peers(String address, Optional<String> extra) {
    return PeerFilter.of(List.of(Cidr.parse(address)), List.of(), extra);
  }

  private static PeerFilter extra(String expression) {
    return PeerFilter.of(List.of(), List.of(), Optional.of(expression));
  }

  private static Void sendDatagrams() throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 3; i++) {
        socket.send(new DatagramPacket(new byte[40], 40, InetAddress.getByName(FAR_ADDRESS), PORT));
      }
    }
    return null;
  }

  /** Sends this frame, in hexadecimal, a number of times. */
  private static void sendFrames(String namespace, String hex, int count) throws Exception {
    byte[] frame = HexFormat.of().parseHex(hex.replaceAll("[ :]", ""));
    wire.namespaces()
        .callInside(
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
}
