package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static io.rttd.pipeline.live.NetworkNamespaces.NEAR_ADDRESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.decode.Frame;
import io.rttd.capture.decode.LinkType;
import io.rttd.capture.decode.OtherDirection;
import io.rttd.capture.decode.SampleFrames;
import io.rttd.capture.filter.FilteredSource;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.config.Cidr;
import io.rttd.model.CaptureCounter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.pcap4j.core.PcapHandle;

/** TCP inside tunnels: of the kernel's own devices, and replayed in every wrapping. */
@Tag("live")
final class TunnelLiveTest {
  private static final int PORT = 7420;
  private static final int FIRST_CLIENT_PORT = 41_000;
  private static final String TUNNEL = "tunnel0";
  private static final String NEAR_INSIDE = "198.18.20.1";
  private static final String FAR_INSIDE = "198.18.20.2";
  private static final PeerFilter IN_TUNNELS = PeerFilter.allTcp().withTunnels(true);

  private static SharedTimestamps timestamps;

  @TempDir private Path folder;

  @BeforeAll
  static void stampOnce() {
    timestamps = new SharedTimestamps();
  }

  @AfterAll
  static void stampAsUsual() {
    timestamps.close();
  }

  /** Types of tunnel devices, and what {@code ip link add} wants to know. */
  enum Device {
    VXLAN("vxlan id 42 dstport 4789 local %s remote %s"),
    /** Whose packets do not fit into what they are sent over. */
    VXLAN_FRAGMENTED("vxlan id 42 dstport 4789 df unset local %s remote %s"),
    VXLAN_LINUX("vxlan id 42 dstport 8472 local %s remote %s"),
    GENEVE("geneve id 42 remote %2$s"),
    GRE("gre local %s remote %s"),
    GRETAP("gretap local %s remote %s"),
    ERSPAN("erspan seq key 7 erspan_ver 1 erspan 5 local %s remote %s"),
    IPIP("ipip local %s remote %s"),
    SIT("sit local %s remote %s");

    private final String type;

    Device(String type) {
      this.type = type;
    }

    String[] add(String local, String remote) {
      return ("ip link add " + TUNNEL + " type " + type.formatted(local, remote)).split(" ");
    }
  }

  @ParameterizedTest
  @EnumSource(Device.class)
  void shouldMeasureInADevicesTunnelWhatItsFileShows(Device device) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create()) {
      makeTunnel(own, device);
      try (FrameSource live = open(own, INTERFACE, LiveMethod.AF_PACKET, IN_TUNNELS);
          FrameSource hidden = open(own, INTERFACE, LiveMethod.AF_PACKET, PeerFilter.allTcp());
          TcpdumpFile tcpdump = new TcpdumpFile(own, INTERFACE, folder)) {
        long before = counted(own);
        String server = device == Device.SIT ? "fd00:20::2" : FAR_INSIDE;
        TcpTraffic.exchange(own, own.near(), own.far(), server, PORT, 50);
        Measurement file = tcpdump.measure(counted(own) - before);
        Measurement measured = Measurement.of(live);

        measured.assertSameButForStampingAs(file);
        assertThat(measured.verdicts).hasSizeGreaterThan(50);
        assertThat(measured.counters.get(CaptureCounter.FRAGMENTS) > 0)
            .isEqualTo(device == Device.VXLAN_FRAGMENTED);
        assertThat(measured.sampledPorts).contains(PORT);
        assertThat(Measurement.of(hidden).verdicts).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldMeasureInEveryWrappingWhatTheFileShows(LiveMethod method) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource live = open(own, INTERFACE, method, IN_TUNNELS);
        TcpdumpFile tcpdump = new TcpdumpFile(own, INTERFACE, folder)) {
      Map<String, Integer> ports = replay(own);
      Measurement file = tcpdump.measure(2L * ports.size());
      Measurement measured = Measurement.of(live);

      measured.assertSameAs(file);
      assertThat(measured.sampledPorts).containsAll(ports.values());
      assertThat(ports).containsKeys("vxlan", "geneve", "gre", "ipip", "6in4", "erspan II");
      assertThat(ports).containsKeys("mpls", "pppoe", "gtp-u", "teredo", "l2tp", "tzsp");
    }
  }

  @Test
  void shouldMeasureOnAnyToo() throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource live = open(own, "any", LiveMethod.AF_PACKET, IN_TUNNELS)) {
      Map<String, Integer> ports = replay(own);
      Set<Integer> sampled = Measurement.of(live).sampledPorts;

      for (String name : List.of("vxlan", "geneve", "gre", "ipip", "6in4", "erspan II", "gtp-u")) {
        assertThat(sampled).as(name).contains(ports.get(name));
      }
      for (String name : List.of("mpls", "mpls ethernet", "pppoe", "teredo", "l2tp", "tzsp")) {
        assertThat(sampled).as(name).contains(ports.get(name));
      }
    }
  }

  @Test
  void shouldLeaveOutByWhatIsInsideAndSayHowMuch() throws Exception {
    PeerFilter strangers = peers("198.18.0.9", "198.19.0.0/16");
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FilteredSource live = open(own, INTERFACE, LiveMethod.AF_PACKET, strangers)) {
      Map<String, Integer> ports = replay(own);
      Measurement measured = Measurement.of(live);
      assertThat(measured.verdicts).isEmpty();
      assertThat(measured.counters.get(CaptureCounter.NOT_WANTED)).isBetween(1L, 2L * ports.size());

      live.replaceFilter(peers("198.18.0.2"));
      replay(own);
      assertThat(Measurement.of(live).sampledPorts)
          .contains(ports.get("vxlan"), ports.get("l2tp"), ports.get("ah"))
          .doesNotContain(ports.get("6in4"));
    }
  }

  @Test
  void shouldKeepTheFlowsInsideOnOneLane() throws Exception {
    Optional<FanoutGroup> group = Optional.of(new FanoutGroup(true));
    try (NetworkNamespaces own = NetworkNamespaces.create();
        FrameSource one = open(own, INTERFACE, LiveMethod.AF_PACKET, IN_TUNNELS, group);
        FrameSource other = open(own, INTERFACE, LiveMethod.AF_PACKET, IN_TUNNELS, group)) {
      Map<String, Integer> ports = replay(own);
      Set<Integer> first = Measurement.of(one).sampledPorts;
      Set<Integer> second = Measurement.of(other).sampledPorts;
      Set<Integer> all = new TreeSet<>(first);
      all.addAll(second);

      assertThat(first).isNotEmpty();
      assertThat(second).isNotEmpty();
      assertThat(all).containsAll(ports.values());
    }
  }

  private static void makeTunnel(NetworkNamespaces own, Device device) throws Exception {
    assumeTrue(
        own.startInside(own.near(), device.add(NEAR_ADDRESS, FAR_ADDRESS)).waitFor() == 0,
        "this kernel has no " + device + " devices");
    own.runInside(own.far(), device.add(FAR_ADDRESS, NEAR_ADDRESS));
    for (String end : List.of(own.near(), own.far())) {
      boolean near = end.equals(own.near());
      String address = (near ? NEAR_INSIDE : FAR_INSIDE) + "/24";
      if (device == Device.SIT) {
        address = near ? "fd00:20::1/64" : "fd00:20::2/64";
      }
      own.runInside(end, "ip", "address", "add", address, "dev", TUNNEL);
      own.runInside(end, "ip", "link", "set", TUNNEL, "up");
      String mtu = device == Device.VXLAN_FRAGMENTED ? "3000" : "1400";
      own.runInside(end, "ip", "link", "set", TUNNEL, "mtu", mtu);
    }
  }

  /** Sends a segment and its acknowledgement in each wrapping, from ports that are returned. */
  private static Map<String, Integer> replay(NetworkNamespaces own) throws Exception {
    Map<String, Integer> ports = new LinkedHashMap<>();
    List<byte[]> frames = new ArrayList<>();
    for (Map.Entry<String, Frame> sample : SampleFrames.all().entrySet()) {
      if (sample.getValue().linkType() == LinkType.ETHERNET) {
        int port = FIRST_CLIENT_PORT + ports.size();
        byte[] frame = sample.getValue().bytes();
        frames.add(OtherDirection.withClientPort(frame, port));
        frames.add(OtherDirection.withClientPort(OtherDirection.answering(frame), port));
        ports.put(sample.getKey(), port);
      }
    }
    own.callInside(
        own.far(),
        () -> {
          try (PcapHandle handle = new PcapHandle.Builder(INTERFACE).build()) {
            for (byte[] frame : frames) {
              handle.sendPacket(frame);
            }
          }
          return null;
        });
    return ports;
  }

  private static long counted(NetworkNamespaces own) throws Exception {
    return own.statistic(own.near(), INTERFACE, "rx_packets")
        + own.statistic(own.near(), INTERFACE, "tx_packets");
  }

  private static PeerFilter peers(String... blocks) {
    return PeerFilter.of(
            List.of(blocks).stream().map(Cidr::parse).toList(), List.of(), Optional.empty())
        .withTunnels(true);
  }

  private static FilteredSource open(
      NetworkNamespaces where, String interfaceName, LiveMethod method, PeerFilter filter)
      throws Exception {
    return open(where, interfaceName, method, filter, Optional.empty());
  }

  private static FilteredSource open(
      NetworkNamespaces where,
      String interfaceName,
      LiveMethod method,
      PeerFilter filter,
      Optional<FanoutGroup> group)
      throws Exception {
    return (FilteredSource)
        LiveWire.open(
            where,
            new LiveSettings(
                interfaceName,
                SnapPolicy.headers(512),
                filter,
                method,
                new RingSettings(RingSettings.DEFAULT.bytes(), group, false, false)));
  }
}
