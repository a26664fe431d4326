package io.rttd.capture;

import java.util.Optional;

/**
 * Where frames come from: an interface, or a capture file. One thread polls and closes; the counts
 * are thread-safe.
 */
public interface FrameSource extends AutoCloseable {
  /** Result of {@link #poll}: there will be no more frames. */
  int END = -1;

  /**
   * Passes on the available frames, without copying. A live source waits at most a tenth of a
   * second for the first one.
   *
   * @param handler called for each frame; its arguments are valid only during the call
   * @param limit stop after about this many frames (a source may finish its block), at least 1
   * @return number of frames passed on, 0 if none arrived in time, or {@link #END}
   */
  int poll(FrameHandler handler, int limit);

  /**
   * The filter for segments that the source itself cannot judge; queried before each poll, by the
   * polling thread.
   */
  default SegmentFilter segments() {
    return SegmentFilter.ALL;
  }

  /**
   * Whether the last poll of a live source had to wait for its first frame: frames are read faster
   * than they arrive. The polling thread.
   */
  default boolean hasWaited() {
    return false;
  }

  /** Whether the source follows the wall clock; otherwise time is that of its frames. */
  boolean isLive();

  /**
   * Frames dropped by the kernel since the source was opened, because they were not read in time.
   */
  default long kernelDrops() {
    return 0;
  }

  /**
   * Number of times that the kernel stopped because its whole buffer was waiting to be read; drops
   * follow each time. 0 if unknown.
   */
  default long kernelFreezes() {
    return 0;
  }

  /** Number of times that the interface went down or was removed. */
  default long interruptions() {
    return 0;
  }

  /** Whether the interface is absent and the source waits for it. Thread-safe. */
  default boolean isWaiting() {
    return false;
  }

  /** The fault that ended or damaged the source, with its position; empty if there is none. */
  default Optional<CaptureFault> fault() {
    return Optional.empty();
  }

  @Override
  void close();
}
