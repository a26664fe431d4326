package io.rttd.capture.decode;

import static io.rttd.capture.decode.FrameBuilder.ethernet;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameHandler;
import io.rttd.model.Segment;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

/** What tells a packet's copies apart: identification, hop limit, interface. */
class InnermostHeaderTest {
  private static final String OUTER = "198.19.0.1";
  private static final String OUTER_PEER = "198.19.0.2";

  private final FrameDecoder decoder = new FrameDecoder();

  private void decode(FrameBuilder builder) {
    Frame frame = builder.tcp(1, 2).frame();
    assertThat(
            decoder.decode(
                frame.linkType(),
                new UnsafeBuffer(frame.bytes()),
                0,
                frame.bytes().length,
                frame.originalLength(),
                new Segment()))
        .isEqualTo(DecodeOutcome.TCP);
  }

  private static FrameBuilder ipv4(FrameBuilder carrier, int identification, int ttl) {
    return carrier.ipv4("198.18.0.1", "198.18.0.2").set16(4, identification).set8(8, ttl);
  }

  @Test
  void shouldTellIdentificationAndTtlOfAPlainSegment() {
    decode(ipv4(ethernet(), 0xFEDC, 255));

    assertThat(decoder.identification()).isEqualTo(0xFEDC);
    assertThat(decoder.hopLimit()).isEqualTo(255);
  }

  @Test
  void shouldTellThoseOfTheInnermostHeader() {
    decode(ipv4(ethernet().ipv6("2001:2::1", "2001:2::2").set8(7, 9).vxlan(), 7, 63));

    assertThat(decoder.identification()).isEqualTo(7);
    assertThat(decoder.hopLimit()).isEqualTo(63);
  }

  @Test
  void shouldTellNoIdentificationOfIpv6InIpv4() {
    decode(
        ethernet()
            .ipv4(OUTER, OUTER_PEER)
            .set16(4, 7)
            .set8(8, 200)
            .ipv6("2001:2::1", "2001:2::2")
            .set8(7, 5));

    assertThat(decoder.identification()).isZero();
    assertThat(decoder.hopLimit()).isEqualTo(5);
  }

  @Test
  void shouldTellTheInterfaceOfACookedFrameAndForgetItWithTheNext() {
    decode(ipv4(FrameBuilder.cookedV2().set16(6, 513), 1, 1));
    assertThat(decoder.interfaceIndex()).isEqualTo(513);

    decode(ipv4(ethernet(), 1, 1));
    assertThat(decoder.interfaceIndex()).isEqualTo(FrameHandler.NO_INTERFACE);
  }
}
