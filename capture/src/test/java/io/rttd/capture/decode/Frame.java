package io.rttd.capture.decode;

import io.rttd.model.Segment;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A frame for tests, as a capture would hold it.
 *
 * @param linkType LINKTYPE_ number of what it begins with
 * @param bytes what was captured
 * @param originalLength bytes it had on the wire
 */
@SuppressWarnings("ArrayRecordComponent") // frames are decoded, never compared
public record Frame(int linkType, byte[] bytes, int originalLength) {

  /** The same frame, of which at most {@code snaplenBytes} were captured. */
  public Frame snappedTo(int snaplenBytes) {
    return new Frame(
        linkType, Arrays.copyOf(bytes, Math.min(bytes.length, snaplenBytes)), originalLength);
  }

  /** The same frame, which had ended on the wire after {@code length} bytes already. */
  public Frame cutTo(int length) {
    return new Frame(linkType, Arrays.copyOf(bytes, length), length);
  }

  /** The same bytes, with another original length. */
  public Frame withOriginalLength(int length) {
    return new Frame(linkType, bytes, length);
  }

  /** Decodes the frame from a buffer that ends where it ends: a read beyond throws. */
  public DecodeOutcome decode(Segment into) {
    return new FrameDecoder()
        .decode(linkType, new UnsafeBuffer(bytes), 0, bytes.length, originalLength, into);
  }
}
