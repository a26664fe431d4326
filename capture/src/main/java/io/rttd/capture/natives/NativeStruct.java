package io.rttd.capture.natives;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Zeroed off-heap memory for a C structure, in native byte order. It lives as long as this object:
 * keep that reachable during the native call. Single-threaded.
 */
public final class NativeStruct {
  private final ByteBuffer memory;
  private final UnsafeBuffer fields;

  /** Allocates zeroed memory of this size. */
  public NativeStruct(int bytes) {
    memory = BufferUtil.allocateDirectAligned(bytes, Long.BYTES).order(ByteOrder.nativeOrder());
    fields = new UnsafeBuffer(memory);
  }

  /** Its address. */
  public long address() {
    return fields.addressOffset();
  }

  /** Its size in bytes. */
  public int size() {
    return fields.capacity();
  }

  /** Its memory, for access by offset. */
  public UnsafeBuffer fields() {
    return fields;
  }

  /** Writes ASCII text with a terminating zero, cut to the available space. */
  public NativeStruct putText(int offset, String text, int room) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    int length = Math.min(bytes.length, room - 1);
    fields.putBytes(offset, bytes, 0, length);
    fields.putByte(offset + length, (byte) 0);
    return this;
  }

  /** Reads text up to its terminating zero. */
  public String getText(int offset) {
    int end = offset;
    while (end < fields.capacity() && fields.getByte(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - offset];
    fields.getBytes(offset, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
