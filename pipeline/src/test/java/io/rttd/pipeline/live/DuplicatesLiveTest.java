package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rttd.capture.CaptureInterfaces;
import io.rttd.capture.FrameSource;
import io.rttd.capture.afpacket.FanoutGroup;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.model.CaptureCounter;
import io.rttd.model.Verdict;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All interfaces of a host, on several of which each packet passes. */
@Tag("live")
final class DuplicatesLiveTest {
  private static final int PORT = 5201;
  private static final int MESSAGES = 300;
  private static final int FLOWS = 20;
  private static final String BRIDGE = "br0";

  private NetworkNamespaces namespaces;

  @BeforeEach
  void makeNamespaces() throws Exception {
    namespaces = NetworkNamespaces.create();
  }

  @AfterEach
  void removeNamespaces() {
    if (namespaces != null) {
      namespaces.close();
    }
  }

  @ParameterizedTest
  @EnumSource(LiveMethod.class)
  void shouldMeasureOnceWhatPassesABridgeAndItsPort(LiveMethod method) throws Exception {
    bridge();

    assertAllInterfacesMeasureLike(BRIDGE, FAR_ADDRESS, method);
  }

  /** Each lane has a detector of its own, which must be handed both copies of a packet. */
  @Test
  void shouldMeasureOnceWhatTwoLanesShare() throws Exception {
    bridge();
    Optional<FanoutGroup> group = Optional.of(new FanoutGroup(false));
    try (FrameSource one =
            LiveWire.open(namespaces, LiveWire.settings(BRIDGE, LiveMethod.AF_PACKET));
        FrameSource lane = openLane(group);
        FrameSource otherLane = openLane(group)) {
      long retransmitted = retransmitted();
      for (int i = 0; i < FLOWS; i++) {
        TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), FAR_ADDRESS, PORT, 5);
      }
      boolean clean = retransmitted() == retransmitted;
      Measurement expected = new Measurement(one);
      Measurement first = new Measurement(lane);
      Measurement second = new Measurement(otherLane);

      assertThat(first.segments).isPositive();
      assertThat(second.segments).isPositive();
      assertThat(first.duplicates + second.duplicates).isEqualTo(expected.segments);
      assertThat(Stream.concat(first.verdicts.stream(), second.verdicts.stream()))
          .hasSizeGreaterThan(5 * FLOWS)
          .containsExactlyInAnyOrderElementsOf(expected.verdicts);
      if (clean) {
        assertThat(first.retransmitted + second.retransmitted).isZero();
      }
    }
  }

  private FrameSource openLane(Optional<FanoutGroup> group) throws Exception {
    LiveSettings settings = LiveWire.settings(CaptureInterfaces.ANY, LiveMethod.AF_PACKET);
    return LiveWire.open(
        namespaces,
        new LiveSettings(
            settings.interfaceName(),
            settings.kept(),
            settings.filter(),
            settings.method(),
            new RingSettings(RingSettings.DEFAULT.bytes(), group, false, false)));
  }

  private void bridge() throws Exception {
    near("ip link add br0 type bridge");
    near("ip link set wire0 master br0");
    near("ip address flush dev wire0");
    near("ip address add 198.18.7.1/30 dev br0");
    near("ip link set br0 up");
  }

  @Test
  void shouldMeasureOnceWhatPassesAVlanAndItsLowerDevice() throws Exception {
    for (String namespace : List.of(namespaces.near(), namespaces.far())) {
      assumeKernelHas(namespace, "ip link add link wire0 name vlan7 type vlan id 7");
      inside(namespace, "ip link set vlan7 up");
    }
    near("ip address add 198.18.8.1/30 dev vlan7");
    inside(namespaces.far(), "ip address add 198.18.8.2/30 dev vlan7");

    assertAllInterfacesMeasureLike("vlan7", "198.18.8.2", LiveMethod.AF_PACKET);
  }

  @Test
  void shouldMeasureOnceWhatPassesABondAndItsPort() throws Exception {
    assumeKernelHas(namespaces.near(), "ip link add bond0 type bond mode active-backup");
    near("ip link set wire0 down");
    near("ip link set wire0 master bond0");
    near("ip address flush dev wire0");
    near("ip address add 198.18.7.1/30 dev bond0");
    near("ip link set bond0 up");

    assertAllInterfacesMeasureLike("bond0", FAR_ADDRESS, LiveMethod.AF_PACKET);
  }

  @Test
  void shouldMeasureOnceWhatPassesAMacvlanAndItsLowerDevice() throws Exception {
    near("ip link add link wire0 name mac0 type macvlan mode bridge");
    near("ip link set mac0 up");
    near("ip address add 198.18.8.1/30 dev mac0");
    inside(namespaces.far(), "ip address add 198.18.8.2/30 dev " + INTERFACE);

    assertAllInterfacesMeasureLike("mac0", "198.18.8.2", LiveMethod.AF_PACKET);
  }

  private void assertAllInterfacesMeasureLike(String interfaceName, String peer, LiveMethod method)
      throws Exception {
    try (FrameSource one =
            LiveWire.open(namespaces, LiveWire.settings(interfaceName, LiveMethod.AF_PACKET));
        FrameSource all =
            LiveWire.open(namespaces, LiveWire.settings(CaptureInterfaces.ANY, method))) {
      long retransmitted = retransmitted();
      TcpTraffic.exchange(namespaces, namespaces.near(), namespaces.far(), peer, PORT, MESSAGES);
      TcpTraffic.exchange(
          namespaces, namespaces.near(), namespaces.near(), "127.0.0.1", PORT, MESSAGES);
      boolean clean = retransmitted() == retransmitted;
      Measurement expected = new Measurement(one);
      Measurement actual = new Measurement(all);

      assertThat(actual.duplicates).isEqualTo(expected.segments);
      assertThat(actual.towards(peer))
          .hasSizeGreaterThan(MESSAGES)
          .isEqualTo(expected.towards(peer));
      assertThat(actual.towards("127.0.0.1")).hasSizeGreaterThan(MESSAGES);
      if (clean) {
        assertThat(actual.retransmitted).isZero();
      }
    }
  }

  /** Skips the test where the kernel was built without that kind of interface. */
  private void assumeKernelHas(String namespace, String command) {
    try {
      inside(namespace, command);
    } catch (AssertionError | Exception e) {
      abort("this kernel cannot do it: " + command);
    }
  }

  private void near(String command) throws Exception {
    inside(namespaces.near(), command);
  }

  private void inside(String namespace, String command) throws Exception {
    namespaces.runInside(namespace, command.split(" ", -1));
  }

  /** TcpRetransSegs of both namespaces. */
  private long retransmitted() throws Exception {
    long sum = 0;
    for (String namespace : List.of(namespaces.near(), namespaces.far())) {
      List<String> lines =
          namespaces
              .runInside(namespace, "cat", "/proc/net/snmp")
              .lines()
              .filter(line -> line.startsWith("Tcp:"))
              .toList();
      int column = Arrays.asList(lines.get(0).split(" ", -1)).indexOf("RetransSegs");
      sum += Long.parseLong(lines.get(1).split(" ", -1)[column]);
    }
    return sum;
  }

  /** What an engine makes of all that a source has captured. */
  private static final class Measurement {
    private final List<String> verdicts = new ArrayList<>();
    private long retransmitted;
    private final long segments;
    private final long duplicates;

    Measurement(FrameSource source) {
      CaptureCounters counters = new CaptureCounters();
      try (CapturePipeline pipeline =
          CapturePipeline.of("t", source, EngineConfig.defaults(1).withShards(0))
              .counters(counters)
              .verdicts(this::add)
              .build()) {
        pipeline.pump().finish();
      }
      segments = counters.get(CaptureCounter.SEGMENTS);
      duplicates = counters.get(CaptureCounter.DUPLICATES);
    }

    private void add(AckVerdict verdict) {
      retransmitted += verdict.verdict() == Verdict.RETRANSMITTED ? 1 : 0;
      long loopback = verdict.acknowledgement().srcLo & 0xFFFF_FFFFL;
      verdicts.add(
          "%s%s %s of %d"
              .formatted(
                  loopback == 0x7F00_0001 ? "lo " : "",
                  verdict.verdict(),
                  verdict.kind(),
                  verdict.acknowledgement().ack));
    }

    private List<String> towards(String peer) {
      boolean loopback = peer.startsWith("127.");
      return verdicts.stream().filter(line -> line.startsWith("lo ") == loopback).toList();
    }
  }
}
