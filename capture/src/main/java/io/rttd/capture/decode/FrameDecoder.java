package io.rttd.capture.decode;

import io.rttd.engine.segment.Segment;
import org.agrona.DirectBuffer;

/** Decodes frames in place. Stateless but for scratch fields: one instance a capture thread. */
public final class FrameDecoder {
  /**
   * Decodes one frame.
   *
   * @param linkType LINKTYPE_ number of libpcap's registry
   * @param buffer holds the frame; never read outside the captured bytes
   * @param offset index of the first byte
   * @param capturedLength bytes captured
   * @param originalLength bytes on the wire
   * @param into set completely when the outcome is {@link DecodeOutcome#TCP}; arbitrary otherwise
   */
  public DecodeOutcome decode(
      int linkType,
      DirectBuffer buffer,
      int offset,
      int capturedLength,
      int originalLength,
      Segment into) {
    return DecodeOutcome.UNKNOWN_LINK;
  }
}
