package io.rttd.capture.decode;

import io.rttd.capture.FrameHandler;
import io.rttd.model.Segment;
import org.agrona.DirectBuffer;

/** Finds the TCP segment in a frame, like {@link FrameDecoder}. Single-threaded. */
@FunctionalInterface
public interface SegmentDecoder {
  /**
   * Decodes one frame; see {@link FrameDecoder#decode}.
   *
   * @param linkType LINKTYPE_ number of libpcap's registry
   * @param buffer holds the frame
   * @param offset index of the first byte
   * @param capturedLength bytes captured
   * @param originalLength bytes on the wire
   * @param into set if the outcome is {@link DecodeOutcome#TCP}
   */
  DecodeOutcome decode(
      int linkType,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength,
      Segment into);

  /** Sets the time of the next frames, ns since the epoch, or {@link Segment#NO_TIME}. */
  default void atTime(long timeNs) {}

  /** Identification of the latest TCP segment's own IPv4 header; 0 for IPv6. */
  default int identification() {
    return 0;
  }

  /** TTL or hop limit of the latest TCP segment's own IP header. */
  default int hopLimit() {
    return 0;
  }

  /**
   * The interface that the latest frame's link layer names, or {@link FrameHandler#NO_INTERFACE}.
   */
  default int interfaceIndex() {
    return FrameHandler.NO_INTERFACE;
  }
}
