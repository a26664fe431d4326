package io.rttd.capture.decode;

import io.rttd.capture.FrameHandler;
import io.rttd.model.Segment;
import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;

/**
 * The part of a frame that is still to be read: where it starts, where its captured bytes end, and
 * where it ended on the wire.
 *
 * <p>The two ends differ when the capture snapped the frame. Bytes are read only up to the first,
 * lengths are computed up to the second, and a header that declares its length moves both: bytes
 * after a datagram (padding, a frame check sequence) are ignored.
 *
 * <p>Callers check {@link #lacks} before they read {@code n} bytes. The reading methods do not, and
 * no buffer does so for them: that check per header is the only one. They assert it, so that tests
 * and fuzzing find a reader that forgot it.
 */
final class FrameCursor {
  private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  /** The frame's array, or null if it is off-heap. */
  private byte[] array;

  /** Address of position 0 in memory, or within the array. */
  private long address;

  private int position;
  private int end;
  private long wireEnd;

  /** When the frame was captured, in ns, or {@link Segment#NO_TIME}; {@link #wrap} keeps it. */
  long timeNs = Segment.NO_TIME;

  /** Identification of the innermost IPv4 header read so far; 0 for IPv6. */
  int identification;

  /** TTL or hop limit of the innermost IP header read so far. */
  int hopLimit;

  /** Whether this is a first fragment: others hold the rest of what inner headers count. */
  boolean fragment;

  /** What the latest fragment's IP header says about it. */
  final FragmentHeader fragmentHeader = new FragmentHeader();

  /** Whether the current header is inside one that limits its length: the smaller length counts. */
  private boolean bounded;

  /** The interface that the frame's own link layer names, or {@link FrameHandler#NO_INTERFACE}. */
  int interfaceIndex;

  /** Starts at the frame's first byte. Lengths must not be negative. */
  void wrap(DirectBuffer frame, int offset, int capturedLength, int originalLength) {
    array = frame.byteArray();
    address = frame.addressOffset();
    position = offset;
    end = offset + capturedLength;
    wireEnd = (long) offset + Math.max(capturedLength, originalLength);
    interfaceIndex = FrameHandler.NO_INTERFACE;
    fragment = false;
    bounded = false;
  }

  /** Limits the next header's length to what is left on the wire. */
  void bound() {
    bounded = true;
  }

  /** Whether fewer than {@code n} bytes can be read. */
  boolean lacks(int n) {
    return n > end - position;
  }

  /** Why the next {@code n} bytes cannot be read: they were never there, or were not captured. */
  Layer missing(int n) {
    return n > wireLength() ? Layer.MALFORMED : Layer.TRUNCATED;
  }

  /** Bytes that can be read. */
  int readable() {
    return end - position;
  }

  /** Bytes left on the wire, captured or not. */
  long wireLength() {
    return wireEnd - position;
  }

  /** Sets the bytes left on the wire to {@code length}, as the header at the cursor declares. */
  void limitTo(long length) {
    long declaredEnd = position + length;
    wireEnd = bounded ? Math.min(wireEnd, declaredEnd) : declaredEnd;
    bounded = false;
    end = (int) Math.min(end, wireEnd);
  }

  /** As {@link #limitTo}; the next header cannot declare more than that. */
  void boundTo(long length) {
    limitTo(length);
    bounded = true;
  }

  /** Advances by {@code n} bytes, which must be readable. */
  void skip(int n) {
    position += n;
  }

  int u8(int at) {
    long from = addressOf(at, Byte.BYTES);
    return (array == null ? UnsafeApi.getByte(from) : UnsafeApi.getByte(array, from)) & 0xFF;
  }

  int u16(int at) {
    return (LITTLE_ENDIAN ? Short.reverseBytes(nativeShort(at)) : nativeShort(at)) & 0xFFFF;
  }

  int i32(int at) {
    return LITTLE_ENDIAN ? Integer.reverseBytes(nativeInt(at)) : nativeInt(at);
  }

  int u16LittleEndian(int at) {
    return (LITTLE_ENDIAN ? nativeShort(at) : Short.reverseBytes(nativeShort(at))) & 0xFFFF;
  }

  int i32LittleEndian(int at) {
    return LITTLE_ENDIAN ? nativeInt(at) : Integer.reverseBytes(nativeInt(at));
  }

  long i64(int at) {
    long from = addressOf(at, Long.BYTES);
    long value = array == null ? UnsafeApi.getLong(from) : UnsafeApi.getLong(array, from);
    return LITTLE_ENDIAN ? Long.reverseBytes(value) : value;
  }

  private short nativeShort(int at) {
    long from = addressOf(at, Short.BYTES);
    return array == null ? UnsafeApi.getShort(from) : UnsafeApi.getShort(array, from);
  }

  private int nativeInt(int at) {
    long from = addressOf(at, Integer.BYTES);
    return array == null ? UnsafeApi.getInt(from) : UnsafeApi.getInt(array, from);
  }

  private long addressOf(int at, int bytes) {
    assert at >= 0 && !lacks(at + bytes) : at + " and " + bytes + " bytes of " + readable();
    return address + position + at;
  }
}
