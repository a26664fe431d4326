package io.rttd.capture.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;

/**
 * A window over a file. It holds one chunk, which grows if a single record is larger, and which is
 * small enough to stay in the cache: the kernel copies a file faster than it maps its pages.
 */
final class FileWindow extends ByteWindow {
  private final FileChannel channel;
  private final long sizeBytes;
  private ByteBuffer chunk;
  private boolean truncated;

  /**
   * Creates a window without reading anything.
   *
   * @param channel closed with the window
   * @param sizeBytes end of the capture; bytes appended later are not read
   * @param chunkBytes bytes to hold at a time; more if a record needs more
   */
  FileWindow(FileChannel channel, long sizeBytes, int chunkBytes) {
    this.channel = channel;
    this.sizeBytes = sizeBytes;
    chunk = ByteBuffer.allocateDirect((int) Math.min(chunkBytes, Math.max(1, sizeBytes)));
    buffer.wrap(chunk);
  }

  @Override
  boolean slide(int bytes) {
    if (hasEnded() || sizeBytes - position() < bytes) {
      return false;
    }
    makeRoom(bytes);
    while (limit < bytes && fill()) {}
    return limit >= bytes;
  }

  /** Moves what is left to the start of a chunk of at least this size. */
  private void makeRoom(int bytes) {
    ByteBuffer from = chunk;
    boolean grows = bytes > chunk.capacity();
    if (grows) {
      chunk =
          ByteBuffer.allocateDirect(
              (int) Math.max(bytes, Math.min(2L * chunk.capacity(), 1 << 24)));
    }
    chunk.clear();
    chunk.put(0, from, index, limit - index);
    if (grows) {
      buffer.wrap(chunk);
      BufferUtil.free(from);
    }
    base += index;
    limit -= index;
    index = 0;
  }

  /** Reads what fits; false at the end and after an error. */
  private boolean fill() {
    try {
      int most = (int) Math.min(chunk.capacity() - limit, sizeBytes - base - limit);
      chunk.limit(limit + most).position(limit);
      int read = channel.read(chunk, base + limit);
      truncated = read < 0;
      limit += Math.max(0, read);
    } catch (IOException e) {
      failed(e);
    }
    return !hasEnded();
  }

  private boolean hasEnded() {
    return truncated || failure() != null || isInterrupted();
  }

  @Override
  boolean skipBeyondLimit(long bytes) {
    long to = position() + bytes;
    if (to > sizeBytes) {
      return false;
    }
    base = to;
    index = 0;
    limit = 0;
    return true;
  }

  @Override
  boolean isTruncated() {
    return truncated;
  }

  @Override
  long appendedBytes() {
    try {
      return Math.max(0, channel.size() - sizeBytes);
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    index = 0;
    limit = 0;
    buffer.wrap(0L, 0);
    BufferUtil.free(chunk);
    CloseHelper.quietClose(channel);
  }
}
