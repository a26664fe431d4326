package io.rttd.capture;

import org.agrona.DirectBuffer;

/** Receives frames from a {@link FrameSource}. */
@FunctionalInterface
public interface FrameHandler {
  /** {@code interfaceIndex} of a frame whose source does not know its interface. */
  int NO_INTERFACE = 0;

  /**
   * Called for one frame. The buffer may be read from {@code offset} for {@code capturedLength}
   * bytes, only during this call.
   *
   * @param timeNs capture time, ns since the epoch, or {@link io.rttd.model.Segment#NO_TIME}
   * @param linkType what the frame begins with: a LINKTYPE_ number of libpcap's registry
   * @param interfaceIndex distinguishes the interfaces of one source: the kernel's index if live,
   *     the source's own number in a file; {@link #NO_INTERFACE} if unknown
   * @param buffer holds the frame
   * @param offset index of the frame's first byte
   * @param capturedLength bytes that were captured
   * @param originalLength bytes that the frame had on the wire; fewer than {@code capturedLength}
   *     only if the capture put its own header before the frame (ERF), or the source is wrong
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
