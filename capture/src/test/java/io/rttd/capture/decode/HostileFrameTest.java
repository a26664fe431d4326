package io.rttd.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.rttd.model.Segment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Whatever the bytes, the decoder neither throws nor looks beyond the captured ones. Two guards
 * watch it: a buffer that ends where the frame ends, whose bounds checks throw, and neighbours of
 * the frame that are all zeros once and all ones then, which must make no difference.
 */
class HostileFrameTest {
  private static final int NEIGHBOURS = 64;
  private static final int FUZZ_FRAMES = 400_000;

  /** A decoder's tables for fragments take longer to allocate than several frames to decode. */
  private static final int FUZZ_FRAMES_PER_DECODER = 8;

  private static final int[] LINK_TYPES = KnownLinkTypes.withAnUnknownOne();

  private final Segment exact = new Segment();
  private final Segment between = new Segment();

  @Test
  void shouldBeGuardedByBoundsChecks() {
    assertThat(UnsafeBuffer.SHOULD_BOUNDS_CHECK).isTrue();
  }

  @TestFactory
  Stream<DynamicTest> shouldStayInsideWhereverTheCaptureEnds() {
    return forEachSample(
        whole -> {
          for (int n = 0; n < whole.bytes().length; n++) {
            assertThat(guarded(whole.snappedTo(n)))
                .as("snapped to %d", n)
                .isEqualTo(n < neededLength(whole) ? DecodeOutcome.TRUNCATED : DecodeOutcome.TCP);
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> shouldBelieveTheIpLengthWhereverTheFrameEnds() {
    return forEachSample(
        whole -> {
          for (int n = 0; n < whole.bytes().length; n++) {
            DecodeOutcome outcome = guarded(whole.cutTo(n));
            if (n < neededLength(whole)) {
              assertThat(outcome).as("ending at %d", n).isNotEqualTo(DecodeOutcome.TCP);
            } else {
              assertThat(outcome).as("ending at %d", n).isEqualTo(DecodeOutcome.TCP);
              assertThat(exact.payloadLength).isEqualTo(SampleFrames.PAYLOAD_LENGTH);
            }
          }
        });
  }

  /** Up to the window: checksum, urgent pointer and options may be cut off. */
  private static int neededLength(Frame sample) {
    return sample.bytes().length - SampleFrames.PAYLOAD_LENGTH - SampleFrames.TCP_LENGTH + 16;
  }

  private static Stream<DynamicTest> forEachSample(Consumer<Frame> check) {
    return SampleFrames.all().entrySet().stream()
        .map(sample -> dynamicTest(sample.getKey(), () -> check.accept(sample.getValue())));
  }

  @Test
  void shouldRefuseAFrameThatIsNotWhollyInItsBuffer() {
    UnsafeBuffer buffer = new UnsafeBuffer(SampleFrames.ipv4().get("ethernet").bytes());
    int length = buffer.capacity();
    assertThat(new FrameDecoder().decode(1, buffer, 0, length, length, exact))
        .isEqualTo(DecodeOutcome.TCP);
    for (int[] lie :
        new int[][] {
          {1, length},
          {0, length + 1},
          {-1, length},
          {0, -1},
          {Integer.MAX_VALUE, 1},
          {Integer.MAX_VALUE, Integer.MAX_VALUE},
          {0, Integer.MAX_VALUE},
          {Integer.MIN_VALUE, length}
        }) {
      assertThat(new FrameDecoder().decode(1, buffer, lie[0], lie[1], length, exact))
          .as("%d bytes at %d", lie[1], lie[0])
          .isEqualTo(DecodeOutcome.MALFORMED);
    }
  }

  @Test
  void shouldNotBelieveAnOriginalLengthBelowTheCapturedOne() {
    Frame frame =
        FrameBuilder.ethernet()
            .ipv4("198.18.0.1", "198.18.0.2")
            .set16(2, 0) // so that the original length decides
            .tcp(40000, 80)
            .payload(SampleFrames.PAYLOAD_LENGTH)
            .frame();
    for (int original : new int[] {0, 1, frame.bytes().length - 1, -1, Integer.MIN_VALUE}) {
      assertThat(frame.withOriginalLength(original).decode(exact)).isEqualTo(DecodeOutcome.TCP);
      assertThat(exact.payloadLength).isEqualTo(SampleFrames.PAYLOAD_LENGTH);
    }
  }

  @Test
  void shouldGiveUpOnEndlessNesting() {
    FrameBuilder tags = FrameBuilder.ethernet();
    FrameBuilder tunnels = FrameBuilder.raw();
    for (int i = 0; i < 40; i++) {
      tags.vlan(i);
      tunnels.ipv4("198.18.0.1", "198.18.0.2");
    }
    assertThat(guarded(SampleFrames.segment(tags.ipv4("198.18.0.1", "198.18.0.2")).frame()))
        .isEqualTo(DecodeOutcome.MALFORMED);
    assertThat(guarded(SampleFrames.segment(tunnels).frame())).isEqualTo(DecodeOutcome.MALFORMED);
  }

  @Test
  void shouldGiveUpOnEndlessLabelsAndExtensionHeaders() {
    FrameBuilder extensions = FrameBuilder.raw().ipv6("2001:2::1", "2001:2::2");
    for (int i = 0; i < 40; i++) {
      extensions.extension(60, 1);
    }
    FrameBuilder labels = FrameBuilder.ethernet().mpls(new int[40]).ipv4("1.2.3.4", "1.2.3.5");
    assertThat(guarded(SampleFrames.segment(extensions).frame()))
        .isEqualTo(DecodeOutcome.MALFORMED);
    assertThat(guarded(SampleFrames.segment(labels).frame())).isEqualTo(DecodeOutcome.MALFORMED);
  }

  @Test
  void shouldSurviveMutatedFramesAndNoise() {
    Random random = new Random(20260101);
    List<Frame> samples = List.copyOf(SampleFrames.all().values());
    Set<DecodeOutcome> seen = EnumSet.noneOf(DecodeOutcome.class);
    FrameDecoder[] decoders = newDecoders();
    for (int i = 0; i < FUZZ_FRAMES; i++) {
      if (i % FUZZ_FRAMES_PER_DECODER == 0) {
        decoders = newDecoders();
      }
      seen.add(
          guarded(decoders, random.nextInt(8) == 0 ? noise(random) : mutated(samples, random)));
    }
    assertThat(seen).isEqualTo(EnumSet.allOf(DecodeOutcome.class));
  }

  private static Frame noise(Random random) {
    byte[] bytes = new byte[random.nextInt(200)];
    random.nextBytes(bytes);
    return new Frame(LINK_TYPES[random.nextInt(LINK_TYPES.length)], bytes, random.nextInt());
  }

  private static Frame mutated(List<Frame> samples, Random random) {
    Frame sample = samples.get(random.nextInt(samples.size()));
    byte[] bytes = sample.bytes().clone();
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = 0;
        default -> bytes[at] = (byte) 0xFF;
      }
    }
    int captured = random.nextBoolean() ? bytes.length : random.nextInt(bytes.length + 1);
    int original = random.nextInt(4) == 0 ? random.nextInt() : bytes.length;
    return new Frame(sample.linkType(), Arrays.copyOf(bytes, captured), original);
  }

  private static FrameDecoder[] newDecoders() {
    return new FrameDecoder[] {new FrameDecoder(), new FrameDecoder(), new FrameDecoder()};
  }

  private DecodeOutcome guarded(Frame frame) {
    return guarded(newDecoders(), frame);
  }

  /**
   * Decodes three times, each with another neighbourhood; all must agree. Each has a decoder of its
   * own, so that all know the same earlier fragments.
   */
  private DecodeOutcome guarded(FrameDecoder[] decoders, Frame frame) {
    DecodeOutcome outcome = decode(decoders[0], frame, 0, (byte) 0, exact);
    for (int neighbour = 0; neighbour >= -1; neighbour--) {
      FrameDecoder decoder = decoders[1 - neighbour];
      DecodeOutcome again = decode(decoder, frame, NEIGHBOURS, (byte) neighbour, between);
      assertThat(again).isEqualTo(outcome);
      if (outcome == DecodeOutcome.TCP && !sameSegment()) {
        throw new AssertionError("a neighbour's byte " + neighbour + " was read");
      }
    }
    return outcome;
  }

  private static DecodeOutcome decode(
      FrameDecoder decoder, Frame frame, int neighbours, byte neighbour, Segment into) {
    byte[] bytes = new byte[frame.bytes().length + 2 * neighbours];
    Arrays.fill(bytes, neighbour);
    System.arraycopy(frame.bytes(), 0, bytes, neighbours, frame.bytes().length);
    return decoder.decode(
        frame.linkType(),
        new UnsafeBuffer(bytes),
        neighbours,
        frame.bytes().length,
        frame.originalLength(),
        into);
  }

  private boolean sameSegment() {
    return exact.kind == between.kind
        && exact.srcHi == between.srcHi
        && exact.srcLo == between.srcLo
        && exact.dstHi == between.dstHi
        && exact.dstLo == between.dstLo
        && exact.srcPort == between.srcPort
        && exact.dstPort == between.dstPort
        && exact.seq == between.seq
        && exact.ack == between.ack
        && exact.flags == between.flags
        && exact.window == between.window
        && exact.payloadLength == between.payloadLength
        && exact.mss == between.mss
        && exact.hasTimestamps == between.hasTimestamps
        && exact.tsVal == between.tsVal
        && exact.tsEcr == between.tsEcr
        && exact.sackCount == between.sackCount
        && Arrays.equals(
            exact.sackBlocks, 0, exact.sackCount, between.sackBlocks, 0, between.sackCount);
  }
}
