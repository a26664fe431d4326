package io.rttd.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rttd.model.Segment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes, as a frame of any link type: nothing throws, nothing outside the captured bytes is
 * read or makes a difference, and a segment holds what a TCP header can say.
 *
 * <p>Input: the link type's index, two bytes for what the capture cut off, the frame.
 */
class FrameDecoderFuzzTest {
  /** Ethernet is the first for the recorded inputs, which begin with 0. */
  private static final int[] LINK_TYPES = KnownLinkTypes.withAnUnknownOne();

  private static final int HEAD_BYTES = 3;
  private static final int MARGIN_BYTES = 64;
  private static final int LARGEST_PAYLOAD = 1 << 30;

  static Stream<byte[]> frames() {
    return SampleFrames.all().values().stream().map(FrameDecoderFuzzTest::input);
  }

  @MethodSource("frames")
  @FuzzTest
  void decode(byte[] input) {
    if (input.length < HEAD_BYTES) {
      return;
    }
    int linkType = LINK_TYPES[(input[0] & 0xFF) % LINK_TYPES.length];
    byte[] frame = Arrays.copyOfRange(input, HEAD_BYTES, input.length);
    // Mostly what a capture says; sometimes less than there is, or far more.
    int originalLength = frame.length + (short) ((input[1] & 0xFF) << 8 | (input[2] & 0xFF));
    Segment alone = new Segment();
    DecodeOutcome outcome =
        new FrameDecoder()
            .decode(linkType, new UnsafeBuffer(frame), 0, frame.length, originalLength, alone);

    for (byte surroundings = -1; surroundings <= 0; surroundings++) {
      byte[] wide = new byte[frame.length + 2 * MARGIN_BYTES];
      Arrays.fill(wide, surroundings);
      System.arraycopy(frame, 0, wide, MARGIN_BYTES, frame.length);
      Segment among = new Segment();
      assertThat(
              new FrameDecoder()
                  .decode(
                      linkType,
                      new UnsafeBuffer(wide),
                      MARGIN_BYTES,
                      frame.length,
                      originalLength,
                      among))
          .isEqualTo(outcome);
      if (outcome == DecodeOutcome.TCP) {
        assertThat(words(among)).isEqualTo(words(alone));
      }
    }
    if (outcome == DecodeOutcome.TCP) {
      checkFields(alone);
    }
  }

  private static void checkFields(Segment segment) {
    assertThat(segment.srcPort).isBetween(0, 0xFFFF);
    assertThat(segment.dstPort).isBetween(0, 0xFFFF);
    assertThat(segment.window).isBetween(0, 0xFFFF);
    assertThat(segment.mss).isBetween(0, 0xFFFF);
    assertThat(segment.sackCount).isBetween(0, Segment.MAX_SACK_BLOCKS);
    assertThat(segment.payloadLength).isBetween(0, LARGEST_PAYLOAD);
  }

  private static String words(Segment s) {
    return String.join(
        " ",
        Long.toString(s.srcHi),
        Long.toString(s.srcLo),
        Long.toString(s.dstHi),
        Long.toString(s.dstLo),
        Integer.toString(s.srcPort),
        Integer.toString(s.dstPort),
        Integer.toString(s.seq),
        Integer.toString(s.ack),
        Integer.toString(s.flags),
        Integer.toString(s.window),
        Integer.toString(s.payloadLength),
        Integer.toString(s.mss),
        s.hasTimestamps ? s.tsVal + "/" + s.tsEcr : "-",
        Arrays.toString(Arrays.copyOf(s.sackBlocks, s.sackCount)));
  }

  private static byte[] input(Frame frame) {
    int index = 0;
    while (LINK_TYPES[index] != frame.linkType()) {
      index++;
    }
    byte[] input = new byte[HEAD_BYTES + frame.bytes().length];
    input[0] = (byte) index;
    System.arraycopy(frame.bytes(), 0, input, HEAD_BYTES, frame.bytes().length);
    return input;
  }
}
