package io.rttd.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rttd.model.Addresses;
import io.rttd.model.Segment;
import io.rttd.model.TcpFlags;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class EncapsulationTest {

  @TestFactory
  Stream<DynamicTest> shouldFindTheIpv4SegmentIn() {
    return SampleFrames.ipv4().entrySet().stream()
        .map(
            sample ->
                dynamicTest(
                    sample.getKey(),
                    () ->
                        assertSegment(
                            sample.getValue(), SampleFrames.CLIENT, SampleFrames.SERVER)));
  }

  @TestFactory
  Stream<DynamicTest> shouldFindTheIpv6SegmentIn() {
    return SampleFrames.ipv6Frames().entrySet().stream()
        .map(
            sample ->
                dynamicTest(
                    sample.getKey(),
                    () ->
                        assertSegment(
                            sample.getValue(), SampleFrames.CLIENT6, SampleFrames.SERVER6)));
  }

  @TestFactory
  Stream<DynamicTest> shouldCountThePayloadOfASnappedFrameWhole() {
    return SampleFrames.all().entrySet().stream()
        .map(
            sample ->
                dynamicTest(
                    sample.getKey(),
                    () -> {
                      Frame whole = sample.getValue();
                      Segment segment = new Segment();
                      assertThat(
                              whole
                                  .snappedTo(whole.bytes().length - SampleFrames.PAYLOAD_LENGTH)
                                  .decode(segment))
                          .isEqualTo(DecodeOutcome.TCP);
                      assertThat(segment.payloadLength).isEqualTo(SampleFrames.PAYLOAD_LENGTH);
                      assertThat(segment.sackCount).isEqualTo(2);
                    }));
  }

  private static void assertSegment(Frame frame, String source, String destination) {
    Segment segment = new Segment();
    segment.kind = Segment.KIND_TICK;
    segment.mss = 99;
    segment.sackCount = 3;
    segment.timeNs = 5;
    segment.frame = 6;
    segment.timed = Segment.TIMED_DST;

    assertThat(frame.decode(segment)).isEqualTo(DecodeOutcome.TCP);

    assertThat(segment.kind).isEqualTo(Segment.KIND_SEGMENT);
    assertThat(Addresses.toText(segment.srcHi, segment.srcLo)).isEqualTo(source);
    assertThat(Addresses.toText(segment.dstHi, segment.dstLo)).isEqualTo(destination);
    assertThat(segment.srcPort).isEqualTo(40000);
    assertThat(segment.dstPort).isEqualTo(80);
    assertThat(segment.seq).isEqualTo(0xFFFF_FFF0);
    assertThat(segment.ack).isEqualTo(0x8000_0001);
    assertThat(segment.flags).isEqualTo(TcpFlags.PSH | TcpFlags.ACK);
    assertThat(segment.window).isEqualTo(0xFEDC);
    assertThat(segment.payloadLength).isEqualTo(SampleFrames.PAYLOAD_LENGTH);
    assertThat(segment.mss).isZero();
    assertThat(segment.hasTimestamps).isTrue();
    assertThat(segment.tsVal).isEqualTo(0x0102_0304);
    assertThat(segment.tsEcr).isEqualTo(0xF0E0_D0C0);
    assertThat(segment.sackCount).isEqualTo(2);
    assertThat(segment.sackLeft(0)).isEqualTo(0x8000_0100);
    assertThat(segment.sackRight(0)).isEqualTo(0x8000_0200);
    assertThat(segment.sackLeft(1)).isEqualTo(0x8000_0300);
    assertThat(segment.sackRight(1)).isEqualTo(0x8000_0400);
    // The source of the frame sets these, not the decoder.
    assertThat(segment.timeNs).isEqualTo(5);
    assertThat(segment.frame).isEqualTo(6);
    assertThat(segment.timed).isEqualTo(Segment.TIMED_DST);
  }
}
