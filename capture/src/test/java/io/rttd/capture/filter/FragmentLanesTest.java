package io.rttd.capture.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.decode.DecodeOutcome;
import io.rttd.capture.decode.Fragments;
import io.rttd.capture.decode.Frame;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.decode.FrameDecoder;
import io.rttd.model.Segment;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments of tunnels' packets in a capture that has two lanes. */
final class FragmentLanesTest {
  private static final int LANES = 2;
  private static final int HOST = 0;
  private static final int ETHERTYPE_IPV4 = 0x0800;
  private static final int ETHERNET_LENGTH = 14;
  private static final int FLOWS = 20;
  private static final int PAYLOAD = 1400;

  private final FrameDecoder[] decoders = {new FrameDecoder(), new FrameDecoder()};
  private final Segment segment = new Segment();
  private int identification;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldMeasureEachFlowInTheLaneOfItsAcks(int seed) {
    BpfProgram fanout = FanoutProgram.write(seed, true);
    for (int round = 0; round < 40; round++) {
      for (int tunnel = 1; tunnel <= 4; tunnel++) {
        for (int flow = 0; flow < FLOWS; flow++) {
          int lane = laneOfData(fanout, tunnel, flow);
          if (round >= 35) {
            assertThat(lane)
                .as("flow %d of tunnel %d", flow, tunnel)
                .isEqualTo(lane(fanout, ack(tunnel, flow)));
          }
        }
      }
    }
  }

  /** The lane in which a fragmented segment is measured, or -1. */
  private int laneOfData(BpfProgram fanout, int tunnel, int flow) {
    int found = -1;
    for (Frame fragment : Fragments.fragments(data(tunnel, flow))) {
      int lane = lane(fanout, fragment);
      if (decode(decoders[lane], fragment) == DecodeOutcome.TCP) {
        assertThat(found).isEqualTo(-1);
        assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
        found = lane;
      }
    }
    return found;
  }

  @Test
  void shouldGiveAllLaterFragmentsOfATunnelToOneLane() {
    BpfProgram fanout = FanoutProgram.write(5, true);
    int lane = lane(fanout, Fragments.fragments(data(1, 0)).get(1));
    for (int flow = 0; flow < FLOWS; flow++) {
      assertThat(lane(fanout, Fragments.fragments(data(1, flow)).get(1))).isEqualTo(lane);
      assertThat(lane(fanout, Fragments.fragments(data(1, flow)).get(2))).isEqualTo(lane);
    }
  }

  private static int lane(BpfProgram fanout, Frame frame) {
    byte[] packet = Arrays.copyOfRange(frame.bytes(), ETHERNET_LENGTH, frame.bytes().length);
    return Integer.remainderUnsigned(BpfMachine.run(fanout, packet, ETHERTYPE_IPV4, HOST), LANES);
  }

  private DecodeOutcome decode(FrameDecoder decoder, Frame frame) {
    return decoder.decode(
        frame.linkType(),
        new UnsafeBuffer(frame.bytes()),
        0,
        frame.bytes().length,
        frame.originalLength(),
        segment);
  }

  private Frame data(int tunnel, int flow) {
    return FrameBuilder.ethernet()
        .ipv4("198.19.0." + tunnel, "198.19.1." + tunnel)
        .set16(4, identification++ & 0xFFFF)
        .vxlan()
        .ipv4("198.18.0.1", "198.18.0.2")
        .tcp(40_000 + flow, 80)
        .payload(PAYLOAD)
        .frame();
  }

  private static Frame ack(int tunnel, int flow) {
    return FrameBuilder.ethernet()
        .ipv4("198.19.1." + tunnel, "198.19.0." + tunnel)
        .vxlan()
        .ipv4("198.18.0.2", "198.18.0.1")
        .tcp(80, 40_000 + flow)
        .frame();
  }
}
