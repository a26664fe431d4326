package io.rttd.capture;

import org.agrona.DirectBuffer;

/** Receives frames from a {@link FrameSource}. */
@FunctionalInterface
public interface FrameHandler {
  /**
   * One frame. The buffer may be read from {@code offset} for {@code capturedLength} bytes, during
   * this call only.
   *
   * @param timeNs capture time, ns since the epoch, or {@link
   *     io.rttd.engine.segment.Segment#NO_TIME}
   * @param linkType what the frame begins with, a LINKTYPE_ number of libpcap's registry
   * @param buffer holds the frame
   * @param offset index of the frame's first byte
   * @param capturedLength bytes that were captured
   * @param originalLength bytes that the frame had on the wire, at least {@code capturedLength}
   *     unless the source lies
   */
  void onFrame(
      long timeNs,
      int linkType,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength);
}
