package io.rttd.pipeline.live;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.DirectBuffer;

/** Reads a source until it has fallen silent, and keeps what it heard. */
public final class HeardFrames implements FrameHandler {
  private static final int QUIET_POLLS = 8;
  private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(30);

  /** What one frame was like. */
  public record Frame(
      long timeNs, int linkType, int capturedLength, int originalLength, ByteBuffer bytes) {}

  public final List<Frame> frames = new ArrayList<>();

  /** Polls until several polls in a row were empty. */
  public HeardFrames readUntilQuiet(FrameSource source) {
    long start = System.nanoTime();
    for (int quiet = 0; quiet < QUIET_POLLS && System.nanoTime() - start < TIMEOUT_NS; ) {
      quiet = source.poll(this, 256) == 0 ? quiet + 1 : 0;
    }
    return this;
  }

  @Override
  public void onFrame(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength) {
    byte[] bytes = new byte[capturedLength];
    buffer.getBytes(offset, bytes);
    frames.add(new Frame(timeNs, linkType, capturedLength, originalLength, ByteBuffer.wrap(bytes)));
  }

  public int size() {
    return frames.size();
  }
}
