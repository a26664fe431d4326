package io.rttd.pipeline;

import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;

import io.rttd.capture.FrameSource;
import io.rttd.capture.decode.Frame;
import io.rttd.capture.decode.FrameBuilder;
import io.rttd.capture.file.CaptureFileSource;
import io.rttd.capture.file.CaptureFiles;
import io.rttd.model.CaptureCounter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Copies in pcapng files, where only the interface tells them from transmissions: IPv4 without
 * identification, one TTL.
 */
final class CopiesInFilesTest {
  private static final int ETHERNET = 1;
  private static final int COOKED_V2 = 276;
  private static final int SECTION_HEADER = 0x0A0D_0D0A;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final long START_US = 1_700_000_000_000_000L;

  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final CaptureCounters counters = new CaptureCounters();
  private final RecordingPublisher intake = new RecordingPublisher();

  @Test
  void shouldRecognizeCopiesOnTheInterfacesOfASection() throws Exception {
    section();
    describe(ETHERNET);
    describe(ETHERNET);
    packet(0, 0, data(FrameBuilder.ethernet(), 1));
    packet(1, 10, data(FrameBuilder.ethernet(), 1));
    packet(0, 500, data(FrameBuilder.ethernet(), 101));
    packet(1, 510, data(FrameBuilder.ethernet(), 101));

    assertPublished(1, 3);
    assertThat(counters.get(CaptureCounter.DUPLICATES)).isEqualTo(2);
  }

  @Test
  void shouldNotTakeAFrameForACopyThatPassesItsInterfaceOnceMore() throws Exception {
    section();
    describe(ETHERNET);
    describe(ETHERNET);
    packet(1, 0, data(FrameBuilder.ethernet(), 1));
    packet(1, 500, data(FrameBuilder.ethernet(), 1));

    assertPublished(1, 2);
  }

  /**
   * Each section numbers its interfaces from 0. The same number is taken for the same interface, as
   * in files that dumpcap began one after the other.
   */
  @Test
  void shouldRecognizeCopiesOnAnotherInterfaceOfALaterSection() throws Exception {
    section();
    describe(ETHERNET);
    packet(0, 0, data(FrameBuilder.ethernet(), 1));
    section();
    describe(ETHERNET);
    describe(ETHERNET);
    packet(1, 10, data(FrameBuilder.ethernet(), 1));
    packet(0, 500, data(FrameBuilder.ethernet(), 1));

    assertPublished(1, 3);
    assertThat(counters.get(CaptureCounter.DUPLICATES)).isEqualTo(1);
  }

  @Test
  void shouldRecognizeCopiesByTheInterfaceThatACookedFrameNames() throws Exception {
    section();
    describe(COOKED_V2);
    packet(0, 0, cooked(2, 1));
    packet(0, 10, cooked(3, 1));
    packet(0, 500, cooked(2, 101));
    packet(0, 900, cooked(2, 101));

    assertPublished(1, 3, 4);
  }

  @Test
  void shouldRecognizeCopiesOfACookedFrameInAnotherSectionAndOnAnotherLink() throws Exception {
    section();
    describe(COOKED_V2);
    packet(0, 0, cooked(2, 1));
    section();
    describe(ETHERNET);
    describe(COOKED_V2);
    packet(1, 200, cooked(2, 1));
    packet(0, 400, data(FrameBuilder.ethernet(), 1));

    assertPublished(1);
    assertThat(counters.get(CaptureCounter.DUPLICATES)).isEqualTo(2);
  }

  private void assertPublished(long... frames) throws Exception {
    byte[] bytes = file.toByteArray();
    try (CaptureFileSource source = CaptureFiles.open(new ByteArrayInputStream(bytes), "copies")) {
      SegmentPump pump =
          new SegmentPump(source, intake, TimedDirections.bothEnds(), counters, () -> 0, 0);
      while (pump.poll(64) != FrameSource.END) {}
      assertThat(source.fault()).isEmpty();
    }
    assertThat(intake.segments)
        .extracting(segment -> segment.frame)
        .containsExactly(Arrays.stream(frames).boxed().toArray(Long[]::new));
  }

  private static Frame data(FrameBuilder link, int seq) {
    return link.ipv4("198.18.0.1", "198.18.0.2")
        .set16(4, 0)
        .tcp(40_000, 443)
        .seq(seq)
        .payload(100)
        .frame();
  }

  private static Frame cooked(int interfaceIndex, int seq) {
    return data(FrameBuilder.cookedV2().set16(6, interfaceIndex), seq);
  }

  private void section() {
    byte[] body = new byte[16];
    little(body).putInt(0x1A2B_3C4D).putShort((short) 1).putShort((short) 0).putLong(-1);
    block(SECTION_HEADER, body);
  }

  private void describe(int linkType) {
    byte[] body = new byte[8];
    little(body).putShort((short) linkType);
    block(INTERFACE_DESCRIPTION, body);
  }

  private void packet(int interfaceNumber, long us, Frame frame) {
    byte[] bytes = frame.bytes();
    long time = START_US + us;
    byte[] body = new byte[20 + ((bytes.length + 3) & ~3)];
    little(body)
        .putInt(interfaceNumber)
        .putInt((int) (time >>> 32))
        .putInt((int) time)
        .putInt(bytes.length)
        .putInt(frame.originalLength())
        .put(bytes);
    block(ENHANCED_PACKET, body);
  }

  private void block(int type, byte[] body) {
    byte[] block = new byte[body.length + 12];
    little(block).putInt(type).putInt(block.length).put(body).putInt(block.length);
    file.writeBytes(block);
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(LITTLE_ENDIAN);
  }
}
