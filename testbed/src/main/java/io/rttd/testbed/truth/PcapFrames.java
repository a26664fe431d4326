package io.rttd.testbed.truth;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Walks the lab's own captures: little-endian pcap, ns or us, Ethernet. Does not use the project's
 * reader, so that the check is independent.
 */
final class PcapFrames {
  private static final int MAGIC_NS = 0xA1B2_3C4D;
  private static final int MAGIC_US = 0xA1B2_C3D4;
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;

  private final UnsafeBuffer buffer;
  private int next = FILE_HEADER;
  private int capturedLength;
  private int frame;

  PcapFrames(Path path) throws IOException {
    buffer = MappedFile.map(path);
    int magic = buffer.capacity() < FILE_HEADER ? 0 : buffer.getInt(0, ORDER);
    if (magic != MAGIC_NS && magic != MAGIC_US) {
      throw new IOException(path + " is not a capture of this lab (pcap, little-endian)");
    }
  }

  /** Moves to the next frame; false at the end, or where the file is truncated. */
  boolean next() {
    if (next + RECORD_HEADER > buffer.capacity()) {
      return false;
    }
    capturedLength = buffer.getInt(next + 8, ORDER);
    if (capturedLength < 0 || capturedLength > buffer.capacity() - next - RECORD_HEADER) {
      return false;
    }
    frame++;
    next += RECORD_HEADER + capturedLength;
    return true;
  }

  /** Number of the frame, from 1. */
  int frame() {
    return frame;
  }

  DirectBuffer buffer() {
    return buffer;
  }

  int offset() {
    return next - capturedLength;
  }

  int capturedLength() {
    return capturedLength;
  }
}
