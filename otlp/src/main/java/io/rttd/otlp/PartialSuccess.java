package io.rttd.otlp;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a receiver says of a request that it accepted in part: message {@code
 * ExportMetricsServiceResponse}, of which the exporter reads nothing.
 *
 * @param rejectedPoints number of points that it rejected
 * @param message its reason, maybe empty
 */
record PartialSuccess(long rejectedPoints, String message) {
  static final PartialSuccess NONE = new PartialSuccess(0, "");

  private static final int PARTIAL_SUCCESS = 1;
  private static final int REJECTED_POINTS = 1;
  private static final int MESSAGE = 2;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  /** Reads a response's body; one that is empty or malformed rejects nothing. */
  static PartialSuccess of(byte[] body) {
    try {
      PartialSuccess found = NONE;
      ByteBuffer response = ByteBuffer.wrap(body);
      while (response.hasRemaining()) {
        long tag = varint(response);
        if (tag == (PARTIAL_SUCCESS << 3 | BYTES)) {
          found = read(bytes(response));
        } else {
          skip(response, tag);
        }
      }
      return found;
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return NONE;
    }
  }

  private static PartialSuccess read(ByteBuffer part) {
    long rejected = 0;
    String message = "";
    while (part.hasRemaining()) {
      long tag = varint(part);
      if (tag == (REJECTED_POINTS << 3 | VARINT)) {
        rejected = Math.max(0, varint(part));
      } else if (tag == (MESSAGE << 3 | BYTES)) {
        message = StandardCharsets.UTF_8.decode(bytes(part)).toString();
      } else {
        skip(part, tag);
      }
    }
    return new PartialSuccess(rejected, message);
  }

  private static void skip(ByteBuffer from, long tag) {
    switch ((int) (tag & 7)) {
      case VARINT -> varint(from);
      case FIXED64 -> from.getLong();
      case BYTES -> bytes(from);
      case FIXED32 -> from.getInt();
      default -> throw new IllegalArgumentException("unknown wire type");
    }
  }

  private static ByteBuffer bytes(ByteBuffer from) {
    long length = varint(from);
    if (length < 0 || length > from.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer part = from.slice(from.position(), (int) length);
    from.position(from.position() + (int) length);
    return part;
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }
}
