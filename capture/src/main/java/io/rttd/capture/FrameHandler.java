package io.rttd.capture;

import org.agrona.DirectBuffer;

/** Receives frames from a {@link FrameSource}. */
@FunctionalInterface
public interface FrameHandler {
  /** {@code interfaceIndex} of a frame whose source does not know its interface. */
  int NO_INTERFACE = 0;

  /**
   * One frame. The buffer may be read from {@code offset} for {@code capturedLength} bytes, during
   * this call only.
   *
   * @param timeNs capture time, ns since the epoch, or {@link io.rttd.model.Segment#NO_TIME}
   * @param linkType what the frame begins with, a LINKTYPE_ number of libpcap's registry
   * @param interfaceIndex tells the interfaces of one source apart: the kernel's index of a live
   *     one, a number of the source's own for a file; {@link #NO_INTERFACE} where it does not know
   * @param buffer holds the frame
   * @param offset index of the frame's first byte
   * @param capturedLength bytes that were captured
   * @param originalLength bytes that the frame had on the wire; fewer than {@code capturedLength}
   *     only where the capture put a header of its own before the frame (ERF) unless the source
   *     lies
   */
  void onFrame(
      long timeNs,
      int linkType,
      int interfaceIndex,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength);
}
