package io.rttd.pipeline.live;

import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.FAR_ADDRESS_6;
import static io.rttd.pipeline.live.NetworkNamespaces.INTERFACE;
import static io.rttd.pipeline.live.NetworkNamespaces.NEAR_ADDRESS;
import static io.rttd.pipeline.live.NetworkNamespaces.NEAR_ADDRESS_6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rttd.capture.FrameSource;
import io.rttd.capture.LocalNetworks;
import io.rttd.capture.afpacket.RingSettings;
import io.rttd.capture.filter.PeerFilter;
import io.rttd.capture.filter.SnapPolicy;
import io.rttd.config.EngineConfig;
import io.rttd.engine.rtt.AckVerdict;
import io.rttd.model.CaptureCounter;
import io.rttd.model.SampleClass;
import io.rttd.pipeline.CaptureCounters;
import io.rttd.pipeline.CapturePipeline;
import io.rttd.pipeline.TimedDirections;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ACKs that this host sends may stay in the kernel: nothing that is measured needs them. */
@Tag("live")
final class OwnAcksLiveTest {
  private static final int PORT = 7401;

  /**
   * Two processors that receive at once may hand two packets to two sockets in different orders: an
   * ACK comes before a window update here and after it there, and is prompt or held.
   */
  private static final long MOST_REORDERED = 10;

  @ParameterizedTest
  @ValueSource(strings = {INTERFACE, "any"})
  void shouldMeasureTheSameWithoutThem(String interfaceName) throws Exception {
    try (NetworkNamespaces own = NetworkNamespaces.create().withIpv6();
        FrameSource withAcks = open(own, interfaceName, true);
        FrameSource withoutAcks = open(own, interfaceName, false)) {
      for (int connection = 0; connection < 4; connection++) {
        TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS, PORT, 60);
        TcpTraffic.exchange(own, own.far(), own.near(), NEAR_ADDRESS, PORT, 60);
        TcpTraffic.exchange(own, own.near(), own.far(), FAR_ADDRESS_6, PORT, 60);
        TcpTraffic.exchange(own, own.far(), own.near(), NEAR_ADDRESS_6, PORT, 60);
      }
      Measurement expected = new Measurement(withAcks);
      Measurement actual = new Measurement(withoutAcks);

      assertThat(actual.verdicts).hasSizeGreaterThan(100).isEqualTo(expected.verdicts);
      assertThat(actual.prompt).isCloseTo(expected.prompt, within(MOST_REORDERED));
      assertThat(actual.packets).isLessThan(expected.packets);
    }
  }

  private static FrameSource open(NetworkNamespaces where, String name, boolean acks)
      throws Exception {
    return LiveWire.open(
        where,
        new LiveSettings(
            name,
            new SnapPolicy(512, acks),
            PeerFilter.allTcp().withoutOwnAcks(),
            LiveMethod.AF_PACKET,
            RingSettings.DEFAULT));
  }

  /** What an engine makes of all that a source has heard, in host mode at the near end. */
  private static final class Measurement {
    private final List<String> verdicts = new ArrayList<>();
    private final long packets;
    private long prompt;

    Measurement(FrameSource source) throws Exception {
      LocalNetworks near =
          new LocalNetworks(
              List.of(InetAddress.getByName(NEAR_ADDRESS), InetAddress.getByName(NEAR_ADDRESS_6)),
              List.of());
      CaptureCounters counters = new CaptureCounters();
      try (CapturePipeline pipeline =
          CapturePipeline.of("t", source, EngineConfig.defaults(1).withShards(0))
              .timedEnds(TimedDirections.host(near))
              .counters(counters)
              .verdicts(this::add)
              .build()) {
        pipeline.pump().finish();
      }
      packets = counters.get(CaptureCounter.PACKETS);
    }

    private void add(AckVerdict verdict) {
      verdicts.add(
          "%s %s of %d"
              .formatted(verdict.verdict(), verdict.kind(), verdict.acknowledgement().ack));
      prompt += verdict.sampleClass() == SampleClass.PROMPT ? 1 : 0;
    }
  }
}
