package io.rttd.capture;

import java.util.Optional;

/**
 * Where frames come from: an interface, or a capture file. One thread polls and closes; the counts
 * may be read by any.
 */
public interface FrameSource extends AutoCloseable {
  /** Result of {@link #poll}: no frame will ever come again. */
  int END = -1;

  /**
   * Hands over the frames that are there, without copying. A live source waits at most a few tens
   * of milliseconds for the first one.
   *
   * @param handler gets each frame; what it is given is valid during the call only
   * @param limit stop after about this many frames (a source may finish its block), at least 1
   * @return number of frames handed over, 0 when none came in time, or {@link #END}
   */
  int poll(FrameHandler handler, int limit);

  /**
   * What is wanted of the segments in the frames, where the source itself could not tell: asked
   * before each poll, by the thread that polls.
   */
  default SegmentFilter segments() {
    return SegmentFilter.ALL;
  }

  /** Whether time is the wall clock's; otherwise it is whatever the frames say. */
  boolean isLive();

  /**
   * Frames that the kernel dropped since the source was opened, because nobody read them in time.
   */
  default long kernelDrops() {
    return 0;
  }

  /**
   * How often the kernel stopped taking frames because all of its buffer was waiting to be read;
   * each time, drops follow. 0 where that is not told.
   */
  default long kernelFreezes() {
    return 0;
  }

  /** How often what is listened on went away: an interface that went down or was removed. */
  default long interruptions() {
    return 0;
  }

  /** Whether what is listened on is not there now, and is waited for. Any thread. */
  default boolean isWaiting() {
    return false;
  }

  /** What ended the source early or damaged it, with the place; empty when all was well. */
  default Optional<CaptureFault> fault() {
    return Optional.empty();
  }

  /**
   * Handles the JVM's error for memory of a mapped file that is gone, which it may throw after
   * {@link #poll} has returned. The polling thread.
   *
   * @return whether the memory was this source's, which then ends with a fault
   */
  default boolean onLostMemory(InternalError error) {
    return false;
  }

  @Override
  void close();
}
