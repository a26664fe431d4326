package io.rttd.capture.file;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.rttd.capture.FrameHandler;
import io.rttd.capture.decode.ErfRecord;
import io.rttd.capture.decode.LinkType;

/**
 * ERF, the Extensible Record Format of Endace's capture cards: records without a file header. Each
 * is passed on whole, as a frame of {@link LinkType#ERF}; its time, in units of 2^-32 s, is rounded
 * to the nearest ns.
 *
 * <p>Padding records are not counted as frames, as in Wireshark.
 */
final class ErfReader extends RecordReader {
  private static final int RECORD_LENGTH_OFFSET = 10;
  private static final int MAX_TYPE = 48;
  private static final int PADDING_TYPE = 48;

  /** Number of records examined before a file is taken for ERF. */
  private static final int PROBED = 3;

  /** Maximum span of times within a file; that of a misread record would be larger. */
  private static final long MAX_SPAN_SECONDS = 366L * 24 * 3600;

  /** Half a ns in units of 2^-32 ns. */
  private static final long HALF = 1L << 31;

  /** Creates a reader. */
  ErfReader(ByteWindow window) {
    super(window);
  }

  /**
   * Whether the window starts with a few consecutive records that have known types and lengths, and
   * consistent times.
   */
  static boolean recognises(ByteWindow window) {
    int at = 0;
    long seconds = 0;
    for (int i = 0; i < PROBED; i++) {
      if (!window.require(at + ErfRecord.HEADER_LENGTH)) {
        return i > 0 && window.require(at) && !window.require(at + 1);
      }
      int start = window.index + at;
      int length = window.buffer.getShort(start + RECORD_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
      int type = type(window, start);
      long now = window.buffer.getLong(start, LITTLE_ENDIAN) >>> 32;
      if (length < ErfRecord.HEADER_LENGTH || type == 0 || type > MAX_TYPE || now == 0) {
        return false;
      }
      int wire = window.buffer.getShort(start + ErfRecord.WIRE_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
      if (wire == 0 || (i > 0 && Math.abs(now - seconds) > MAX_SPAN_SECONDS)) {
        return false;
      }
      seconds = now;
      at += length;
    }
    return true;
  }

  private static int type(ByteWindow window, int start) {
    return window.buffer.getByte(start + ErfRecord.TYPE_OFFSET) & 0xFF & ~ErfRecord.TYPE_EXTENDED;
  }

  @Override
  boolean readFrame(FrameHandler handler) {
    while (window.require(ErfRecord.HEADER_LENGTH)) {
      int length = buffer.getShort(window.index + RECORD_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
      if (length < ErfRecord.HEADER_LENGTH) {
        return damaged("A record claims to be " + length + " bytes long.", window.position());
      }
      if (!window.require(length)) {
        return cut("a record", window.position());
      }
      int at = window.index;
      window.index = at + length;
      if (type(window, at) != PADDING_TYPE) {
        int wire = buffer.getShort(at + ErfRecord.WIRE_LENGTH_OFFSET, BIG_ENDIAN) & 0xFFFF;
        long timeNs = timeNs(toNs(buffer.getLong(at, LITTLE_ENDIAN)));
        handler.onFrame(timeNs, LinkType.ERF, FrameHandler.NO_INTERFACE, buffer, at, length, wire);
        return true;
      }
    }
    return endOrCut("a record's header");
  }

  private static long toNs(long time) {
    long fraction = time & UNSIGNED_INT;
    return (time >>> 32) * NS_PER_SECOND + ((fraction * NS_PER_SECOND + HALF) >>> 32);
  }
}
