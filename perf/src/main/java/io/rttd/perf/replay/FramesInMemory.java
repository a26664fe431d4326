package io.rttd.perf.replay;

import io.rttd.capture.CaptureException;
import io.rttd.capture.FrameSource;
import io.rttd.capture.file.CaptureFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** The first frames of a capture file, copied into memory back to back. */
final class FramesInMemory {
  private static final int MOST_BYTES = 1 << 30;
  private static final int INITIAL_FRAMES = 1 << 20;

  private final UnsafeBuffer buffer;
  private int[] offsets = new int[INITIAL_FRAMES];
  private int[] captured = new int[INITIAL_FRAMES];
  private int[] original = new int[INITIAL_FRAMES];
  private long[] times = new long[INITIAL_FRAMES];
  private int linkType;
  private int count;
  private int used;
  private int passes;

  private FramesInMemory(int mostBytes) {
    buffer = new UnsafeBuffer(ByteBuffer.allocateDirect(mostBytes));
  }

  /** Reads a file: all of it, or its first frames; at most 1 GiB, which is allocated at once. */
  static FramesInMemory of(Path file, int mostFrames) throws CaptureException {
    return of(file, mostFrames, MOST_BYTES);
  }

  /**
   * As {@link #of(Path, int)}, with room for fewer bytes.
   *
   * @throws IllegalStateException when the frames do not fit
   */
  static FramesInMemory of(Path file, int mostFrames, int mostBytes) throws CaptureException {
    FramesInMemory frames = new FramesInMemory(mostBytes);
    try (FrameSource source = CaptureFiles.open(file)) {
      while (frames.count < mostFrames
          && source.poll(frames::add, Math.min(4096, mostFrames - frames.count))
              != FrameSource.END) {
        // Each frame is added as it arrives.
      }
    }
    return frames;
  }

  /**
   * The number of the next pass, unique among all sources, so that each pass has hosts of its own.
   */
  int nextPass() {
    return passes++;
  }

  private void add(
      long timeNs,
      int frameLinkType,
      int interfaceIndex,
      DirectBuffer from,
      int offset,
      int capturedLength,
      int originalLength) {
    if (buffer.capacity() - used < capturedLength) {
      throw new IllegalStateException(
          "more than %d MiB of frames: limit them with --frames"
              .formatted(buffer.capacity() >> 20));
    }
    if (count == offsets.length) {
      offsets = Arrays.copyOf(offsets, 2 * count);
      captured = Arrays.copyOf(captured, 2 * count);
      original = Arrays.copyOf(original, 2 * count);
      times = Arrays.copyOf(times, 2 * count);
    }
    buffer.putBytes(used, from, offset, capturedLength);
    offsets[count] = used;
    captured[count] = capturedLength;
    original[count] = originalLength;
    times[count] = timeNs;
    linkType = frameLinkType;
    used += capturedLength;
    count++;
  }

  int count() {
    return count;
  }

  UnsafeBuffer buffer() {
    return buffer;
  }

  int linkType() {
    return linkType;
  }

  int offset(int frame) {
    return offsets[frame];
  }

  int captured(int frame) {
    return captured[frame];
  }

  int original(int frame) {
    return original[frame];
  }

  long timeNs(int frame) {
    return times[frame];
  }

  /** Time from the first frame to just after the last. */
  long spanNs() {
    return times[count - 1] - times[0] + 1_000_000;
  }
}
