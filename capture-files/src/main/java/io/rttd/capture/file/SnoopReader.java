package io.rttd.capture.file;

import static java.nio.ByteOrder.BIG_ENDIAN;

import io.rttd.capture.FrameHandler;

/** snoop, version 2: big-endian, µs (RFC 1761). */
final class SnoopReader extends RecordReader {
  /** "snoop" and three zeros. */
  static final int MAGIC_HIGH = 0x736E6F6F;

  static final int MAGIC_LOW = 0x70000000;

  private static final int FILE_HEADER_BYTES = 16;
  private static final int VERSION_OFFSET = 8;
  private static final int DATALINK_OFFSET = 12;
  private static final int VERSION = 2;

  private static final int RECORD_HEADER_BYTES = 24;
  private static final int ORIGINAL_OFFSET = 0;
  private static final int CAPTURED_OFFSET = 4;
  private static final int RECORD_LENGTH_OFFSET = 8;
  private static final int SECONDS_OFFSET = 16;
  private static final int MICROSECONDS_OFFSET = 20;

  private int linkType;

  /** Reads the file's header, whose magic was recognized. */
  SnoopReader(ByteWindow window) {
    super(window);
    if (window.require(FILE_HEADER_BYTES)) {
      readFileHeader();
    } else {
      cut("the file's header", 0);
    }
  }

  private void readFileHeader() {
    int at = window.index;
    int version = buffer.getInt(at + VERSION_OFFSET, BIG_ENDIAN);
    if (version != VERSION) {
      damaged(
          "Unsupported snoop version "
              + Integer.toUnsignedString(version)
              + "; rttd reads version 2.",
          VERSION_OFFSET);
    }
    linkType = LinkTypes.ofSnoop(buffer.getInt(at + DATALINK_OFFSET, BIG_ENDIAN));
    window.index = at + FILE_HEADER_BYTES;
  }

  @Override
  boolean readFrame(FrameHandler handler) {
    if (!window.require(RECORD_HEADER_BYTES)) {
      return endOrCut("a record's header");
    }
    int at = window.index;
    int original = buffer.getInt(at + ORIGINAL_OFFSET, BIG_ENDIAN);
    int captured = buffer.getInt(at + CAPTURED_OFFSET, BIG_ENDIAN);
    int recordLength = buffer.getInt(at + RECORD_LENGTH_OFFSET, BIG_ENDIAN);
    long seconds = buffer.getInt(at + SECONDS_OFFSET, BIG_ENDIAN) & UNSIGNED_INT;
    long microseconds = buffer.getInt(at + MICROSECONDS_OFFSET, BIG_ENDIAN) & UNSIGNED_INT;
    if (captured < 0
        || captured > MAX_FRAME_BYTES
        || recordLength < RECORD_HEADER_BYTES + captured
        || recordLength > 2 * MAX_FRAME_BYTES) {
      return damaged(
          String.format(
              "A record of %s bytes claims to hold %s bytes of a frame.",
              Integer.toUnsignedString(recordLength), Integer.toUnsignedString(captured)),
          window.position());
    }
    if (!window.require(recordLength)) {
      return cut("a record", window.position());
    }
    int frame = window.index + RECORD_HEADER_BYTES;
    window.index += recordLength;
    note(linkType);
    handler.onFrame(
        timeNs(seconds, microseconds, 1000),
        linkType,
        FrameHandler.NO_INTERFACE,
        buffer,
        frame,
        captured,
        clampToInt(original));
    return true;
  }
}
