package io.rttd.capture.decode;

import static io.rttd.capture.decode.DecodeOutcome.FRAGMENT;
import static io.rttd.capture.decode.DecodeOutcome.TCP;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.model.Segment;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** Which fragments belong together, and when no others are to be expected. */
final class FragmentTableTest {
  private static final long US = 1_000;
  private static final long MS = 1_000 * US;
  private static final long SECOND = 1_000 * MS;
  private static final long NOW = 1_700_000_000 * SECOND;
  private static final int PAYLOAD = 1400;
  private static final String TUNNEL = "198.19.0.1";
  private static final String OTHER_TUNNEL = "198.19.0.9";

  private final FrameDecoder decoder = new FrameDecoder();
  private final Segment segment = new Segment();

  @Test
  void shouldNotCountAFragmentTwiceThatWasCapturedTwice() {
    List<Frame> packet = packet(TUNNEL, 7);

    assertThat(decode(NOW, packet.get(0))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW, packet.get(0))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW, packet.get(2))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW, packet.get(2))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + 1, packet.get(1))).isEqualTo(TCP);
    assertThat(decode(NOW + 2, packet.get(1))).isEqualTo(FRAGMENT);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
  }

  @Test
  void shouldNotTakeTheCopyOfAFragmentForOneOfTheNextPacketWithItsIdentification() {
    List<Frame> packet = packet(TUNNEL, 7);
    for (Frame fragment : packet) {
      decode(NOW, fragment);
    }
    assertThat(decode(NOW + 100 * US, packet.get(1))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + 100 * US, packet.get(2))).isEqualTo(FRAGMENT);

    assertThat(decode(NOW + SECOND, packet.get(0))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + SECOND, packet.get(1))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + SECOND, packet.get(2))).isEqualTo(TCP);
  }

  @Test
  void shouldForgetAnIncompletePacketAfterThirtySeconds() {
    List<Frame> packet = packet(TUNNEL, 7);

    assertThat(decode(NOW, packet.get(1))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW, packet.get(2))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + 31 * SECOND, packet.get(0))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + 31 * SECOND, packet.get(1))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + 60 * SECOND, packet.get(2))).isEqualTo(TCP);
  }

  @Test
  void shouldExpectNoOtherFragmentsInOneTunnelWhileThoseOfAnotherOneCome() {
    for (int i = 0; i < FragmentTable.ALONE; i++) {
      assertThat(decode(NOW + i * MS, packet(TUNNEL, i).get(0))).isEqualTo(FRAGMENT);
      assertIsMeasuredOnceComplete(NOW + i * MS, packet(OTHER_TUNNEL, i));
    }
    assertThat(decode(NOW + SECOND, packet(TUNNEL, 100).get(0))).isEqualTo(TCP);
    assertThat(segment.payloadLength).isEqualTo(PAYLOAD);
    assertIsMeasuredOnceComplete(NOW + SECOND, packet(OTHER_TUNNEL, 100));
  }

  private void assertIsMeasuredOnceComplete(long timeNs, List<Frame> packet) {
    assertThat(decode(timeNs, packet.get(0))).isEqualTo(FRAGMENT);
    assertThat(decode(timeNs, packet.get(1))).isEqualTo(FRAGMENT);
    assertThat(decode(timeNs, packet.get(2))).isEqualTo(TCP);
  }

  @Test
  void shouldExpectOtherFragmentsWhereFirstOnesWereCapturedTwice() {
    for (int i = 0; i < FragmentTable.ALONE - 1; i++) {
      for (int copy = 0; copy < 3; copy++) {
        assertThat(decode(NOW + i * MS, packet(TUNNEL, i).get(0))).isEqualTo(FRAGMENT);
      }
    }
    assertThat(decode(NOW + SECOND, packet(TUNNEL, 100).get(0))).isEqualTo(FRAGMENT);
    assertThat(decode(NOW + SECOND, packet(TUNNEL, 101).get(0))).isEqualTo(TCP);
  }

  private DecodeOutcome decode(long timeNs, Frame frame) {
    decoder.atTime(timeNs);
    return decoder.decode(
        frame.linkType(),
        new UnsafeBuffer(frame.bytes()),
        0,
        frame.bytes().length,
        frame.originalLength(),
        segment);
  }

  private static List<Frame> packet(String tunnel, int identification) {
    FrameBuilder outer = FrameBuilder.ethernet().ipv4(tunnel, "198.19.0.2");
    Frame whole =
        outer
            .set16(4, identification)
            .vxlan()
            .ipv4("198.18.0.1", "198.18.0.2")
            .tcp(40000, 80)
            .payload(PAYLOAD)
            .frame();
    return Fragments.fragments(whole);
  }
}
