package io.rttd.capture.file;

import java.io.IOException;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A window that slides forward over the bytes of a capture: bytes from {@link #index} to {@link
 * #limit} may be read in {@link #buffer}. {@link #require} completes a record at the window's edge,
 * so readers need not deal with the edge.
 *
 * <p>Reading thread only. I/O errors do not throw: they end the bytes, and {@link #failure()} says
 * why.
 */
abstract class ByteWindow implements AutoCloseable {
  /** Contains the window; a slide may change the memory that it wraps, never the object. */
  final UnsafeBuffer buffer = new UnsafeBuffer(0L, 0);

  /** Index in {@link #buffer} of the next unread byte: the cursor. */
  int index;

  /** Index in {@link #buffer} of the window's end. */
  int limit;

  /** Offset within the capture of the buffer's index 0. */
  long base;

  private String failure;
  private boolean interrupted;

  /**
   * Slides, if necessary, until {@code bytes} bytes from the cursor on are readable. {@link #index}
   * may change, {@link #position()} does not.
   *
   * @return false when the capture ends before that
   */
  final boolean require(int bytes) {
    return limit - index >= bytes || slide(bytes);
  }

  /**
   * Skips bytes.
   *
   * @return false if the capture ends before that; the cursor is then undefined
   */
  final boolean skip(long bytes) {
    if (bytes <= limit - index) {
      index += (int) bytes;
      return true;
    }
    return skipBeyondLimit(bytes);
  }

  /** Offset of the cursor within the capture, from 0. */
  final long position() {
    return base + index;
  }

  /** The error that ended the bytes early, as a sentence; null if there was none. */
  final String failure() {
    return failure;
  }

  /** Ends the bytes; if the reading thread was interrupted, that is not a failure. */
  final void failed(IOException error) {
    if (Thread.currentThread().isInterrupted()) {
      interrupted = true;
    } else {
      String why = error.getMessage() == null ? error.toString() : error.getMessage();
      failure = "Reading failed: " + why + ".";
    }
  }

  /** Whether the bytes ended because the reading thread was interrupted. */
  final boolean isInterrupted() {
    return interrupted;
  }

  /** Whether the bytes ended earlier than the file did when it was opened. */
  boolean isTruncated() {
    return false;
  }

  /** Bytes that were appended to the file since it was opened. They are not read. */
  long appendedBytes() {
    return 0;
  }

  /** Whether offsets refer to decompressed bytes. */
  boolean isUnpacked() {
    return false;
  }

  /** {@link #require}, if the window holds fewer bytes than that. */
  abstract boolean slide(int bytes);

  /** {@link #skip}, if the window holds fewer bytes than that. */
  abstract boolean skipBeyondLimit(long bytes);

  /** Releases everything; the buffer then has capacity 0. */
  @Override
  public abstract void close();
}
