package io.rttd.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rttd.model.Segment;
import java.lang.management.ManagementFactory;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

class FrameDecoderAllocationTest {
  private static final int FRAMES = 1_000_000;

  /** What the measurement itself may cost, and a stray class being loaded. */
  private static final long TOLERATED_BYTES = 64 * 1024;

  private final FrameDecoder decoder = new FrameDecoder();
  private final Segment segment = new Segment();
  private final Frame[] frames = SampleFrames.all().values().toArray(new Frame[0]);
  private final UnsafeBuffer[] buffers = new UnsafeBuffer[frames.length];

  FrameDecoderAllocationTest() {
    for (int i = 0; i < frames.length; i++) {
      buffers[i] = new UnsafeBuffer(frames[i].bytes());
    }
  }

  @Test
  void shouldAllocateNothingPerFrame() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    decodeAll();
    long before = threads.getCurrentThreadAllocatedBytes();

    long segments = decodeAll();

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(TOLERATED_BYTES);
    assertThat(segments).isEqualTo(FRAMES / 2);
  }

  private long decodeAll() {
    long segments = 0;
    for (int i = 0; i < FRAMES; i++) {
      int f = i % frames.length;
      int length = buffers[f].capacity();
      int captured = (i & 1) == 0 ? length : length / 2; // what ends early is no garbage either
      DecodeOutcome outcome =
          decoder.decode(frames[f].linkType(), buffers[f], 0, captured, length, segment);
      if (captured == length && outcome == DecodeOutcome.TCP) {
        segments++;
      }
    }
    return segments;
  }
}
