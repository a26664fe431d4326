package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS_6;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.model.Segment;
import io.rttd.model.TupleHash;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.pcap4j.core.PcapHandle;

/** Several rings that share an interface: each packet in one of them, each flow in one of them. */
@Tag("live")
final class FanoutLiveTest {
  private static final int PORT = 7402;
  private static final int FLOWS = 40;
  private static final String ETHERNET = "0200c6120799" + "0200c6120798";

  @ParameterizedTest
  @ValueSource(strings = {INTERFACE, "any"})
  void shouldKeepTheFlowsOfAKernelTogether(String interfaceName) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create().withIpv6();
        Rings rings = new Rings(own, interfaceName)) {
      for (int i = 0; i < FLOWS; i++) {
        String server = i % 2 == 0 ? FAR_ADDRESS : FAR_ADDRESS_6;
        TcpTraffic.exchange(own, own.near(), own.far(), server, PORT, 2);
      }
      rings.assertFlowsAreWhole(FLOWS);
    }
  }

  @Test
  void shouldCaptureEachPacketOfLoopbackOnce() throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        Rings rings = new Rings(own, "lo")) {
      for (int i = 0; i < FLOWS; i++) {
        TcpTraffic.exchange(own, own.near(), own.near(), "127.0.0.1", PORT, 2);
      }
      rings.assertFlowsAreWhole(FLOWS);
    }
  }

  @Test
  void shouldKeepFlowsTogetherOfWhichOneDirectionHasFlowLabelsOrVlanTags() throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        Rings rings = new Rings(own, INTERFACE)) {
      List<String> sent = new ArrayList<>();
      List<String> received = new ArrayList<>();
      for (int flow = 0; flow < FLOWS; flow++) {
        int other = flow + FLOWS;
        sent.add(ipv6(flow, true, "6002bead") + tcp(flow, true));
        received.add(ipv6(flow, false, "60000000") + tcp(flow, false));
        sent.add("810000050800" + ipv4(other, true) + tcp(other, true));
        received.add("810000050800" + ipv4(other, false) + tcp(other, false));
      }
      send(own, own.near(), sent);
      send(own, own.far(), received);
      rings.assertFlowsAreWhole(2 * FLOWS);
    }
  }

  /** Two rings of one group, and what each has heard. */
  private static final class Rings implements AutoCloseable {
    private final FrameSource all;
    private final FrameSource one;
    private final FrameSource other;

    Rings(NetworkNamespaces where, String interfaceName) throws Exception {
      Optional<FanoutGroup> group = Optional.of(new FanoutGroup(false));
      all = open(where, interfaceName, Optional.empty());
      one = open(where, interfaceName, group);
      other = open(where, interfaceName, group);
    }

    private static FrameSource open(
        NetworkNamespaces where, String interfaceName, Optional<FanoutGroup> group)
        throws Exception {
      return LiveWire.open(
          where,
          new LiveSettings(
              interfaceName,
              SnapPolicy.headers(512),
              PeerFilter.allTcp(),
              LiveMethod.AF_PACKET,
              new RingSettings(RingSettings.DEFAULT.bytes(), group, false, false)));
    }

    void assertFlowsAreWhole(int flows) {
      Heard everything = new Heard(all);
      Heard first = new Heard(one);
      Heard second = new Heard(other);

      assertThat(first.packets + second.packets).isEqualTo(everything.packets);
      assertThat(first.flows).isNotEmpty().doesNotContainAnyElementsOf(second.flows);
      assertThat(second.flows).isNotEmpty();
      assertThat(everything.flows).hasSize(flows);
    }

    @Override
    public void close() {
      all.close();
      one.close();
      other.close();
    }
  }

  private static final class Heard {
    private static final TupleHash HASH = new TupleHash(1);

    private final Set<Long> flows = new HashSet<>();
    private int packets;

    Heard(FrameSource source) {
      FrameDecoder decoder = new FrameDecoder();
      Segment segment = new Segment();
      HeardFrames heard = new HeardFrames().readUntilQuiet(source);
      for (HeardFrames.Frame frame : heard.frames) {
        DecodeOutcome outcome =
            decoder.decode(
                frame.linkType(),
                new UnsafeBuffer(frame.bytes()),
                0,
                frame.capturedLength(),
                frame.originalLength(),
                segment);
        if (outcome != DecodeOutcome.TCP) {
          continue; // What IPv6 says of itself.
        }
        packets++;
        flows.add(
            HASH.ofFlow(
                segment.srcHi,
                segment.srcLo,
                segment.srcPort,
                segment.dstHi,
                segment.dstLo,
                segment.dstPort));
      }
    }
  }

  private static String ipv6(int flow, boolean there, String versionAndLabel) {
    String one = "20010db800000000000000000000" + String.format("%04x", flow + 1);
    String other = "20010db8000000000000000000009999";
    return "86dd" + versionAndLabel + "00140640" + (there ? one + other : other + one);
  }

  private static String ipv4(int flow, boolean there) {
    String one = String.format("c61208%02x", flow + 1);
    String other = "c61209fe";
    return "450000280000000040060000" + (there ? one + other : other + one);
  }

  private static String tcp(int flow, boolean there) {
    String port = String.format("%04x", 20_000 + flow);
    return (there ? port + "01bb" : "01bb" + port) + "0000000100000001" + "5010ffff00000000";
  }

  private static void send(NetworkNamespaces own, String namespace, List<String> packets)
      throws Exception {
    own.callInside(
        namespace,
        () -> {
          try (PcapHandle handle = new PcapHandle.Builder(INTERFACE).build()) {
            for (String packet : packets) {
              handle.sendPacket(HexFormat.of().parseHex(ETHERNET + packet));
            }
          }
          return null;
        });
  }
}
