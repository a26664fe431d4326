package io.rttd.capture.file;

import io.rttd.capture.CaptureFault;
import io.rttd.capture.FrameHandler;
import io.rttd.capture.FrameSource;
import io.rttd.model.Segment;
import java.util.List;
import java.util.Optional;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Reads the records of one format. Reading thread only. No input makes a reader throw: damage ends
 * the reading, with a fault.
 */
abstract class RecordReader {
  /** The largest frame that libpcap writes by default. */
  static final int USUAL_MAX_FRAME_BYTES = 262_144;

  /** A longer frame is damage, whatever the file's header says. */
  static final int MAX_FRAME_BYTES = 16 * 1024 * 1024;

  private static final String TRUNCATED =
      "The file was truncated while it was read: its end is missing.";

  static final long NS_PER_SECOND = 1_000_000_000L;

  static final long UNSIGNED_INT = 0xFFFF_FFFFL;

  final ByteWindow window;
  final UnsafeBuffer buffer;
  private final ReadingNotes notes = new ReadingNotes();

  /** Whether a record with a time was read. */
  private boolean hasTimes;

  private boolean ended;
  private CaptureFault fault;

  RecordReader(ByteWindow window) {
    this.window = window;
    this.buffer = window.buffer;
  }

  /**
   * Passes on frames.
   *
   * @return their number, at most {@code limit}; {@link FrameSource#END} if none is left
   */
  final int read(FrameHandler handler, int limit) {
    int frames = 0;
    while (frames < limit && !ended && readFrame(handler)) {
      frames++;
    }
    return frames == 0 ? FrameSource.END : frames;
  }

  /** The damage that ended the reading early. */
  final Optional<CaptureFault> fault() {
    return Optional.ofNullable(fault);
  }

  /** Notes on the frames read so far. */
  final List<String> notes() {
    return notes.sentences();
  }

  /** Name of the interface with a frame's interface index; null if the file has none. */
  String interfaceName(int interfaceIndex) {
    return null;
  }

  /** Called before a frame of this link type is passed on. */
  final void note(int linkType) {
    notes.onLinkType(linkType);
  }

  /**
   * The time of a record, or {@link Segment#NO_TIME} if its fraction is a second or more or cannot
   * be trusted, or if all of it is 0.
   *
   * @param seconds since the epoch
   * @param fraction fraction of a second
   * @param nsPerFraction 1 or 1000
   */
  final long timeNs(long seconds, long fraction, int nsPerFraction) {
    return notes.isUsable(fraction, nsPerFraction)
        ? timeNs(seconds * NS_PER_SECOND + fraction * nsPerFraction)
        : Segment.NO_TIME;
  }

  /**
   * A record's time, or {@link Segment#NO_TIME} if it is 0: its writer had no clock. Only a file's
   * first record may have time 0, as simulators write it.
   */
  final long timeNs(long statedNs) {
    boolean first = !hasTimes;
    hasTimes = true;
    if (statedNs == 0 && !first) {
      notes.onTimeZero();
      return Segment.NO_TIME;
    }
    return statedNs;
  }

  /** Passes on the next frame; or ends the reading through a method below, and returns false. */
  abstract boolean readFrame(FrameHandler handler);

  /**
   * Ends the reading at the end of the bytes: complete at a record's boundary, else within {@code
   * what}.
   */
  final boolean endOrCut(String what) {
    if (window.require(1) || window.failure() != null || window.isTruncated()) {
      return cut(what, window.position());
    }
    ended = true;
    return false;
  }

  /** Reports that the bytes end too early. */
  final boolean cut(String what, long byteOffset) {
    if (window.isInterrupted()) {
      ended = true;
      return false;
    }
    if (window.failure() != null) {
      return damaged(window.failure(), byteOffset);
    }
    String still = window.appendedBytes() > 0 ? ", and is still being written" : "";
    return damaged("The capture ends in the middle of " + what + still + ".", byteOffset);
  }

  /** Reports invalid bytes at this offset; in a truncated file, that it was truncated. */
  final boolean damaged(String message, long byteOffset) {
    ended = true;
    fault = new CaptureFault(window.isTruncated() ? TRUNCATED : message, byteOffset);
    return false;
  }

  /** Length fields are unsigned; values beyond an int are treated as its maximum. */
  static int clampToInt(int unsigned) {
    return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
  }
}
