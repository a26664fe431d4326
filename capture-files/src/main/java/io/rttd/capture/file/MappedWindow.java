package io.rttd.capture.file;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.BufferUtil;
import org.agrona.CloseHelper;

/**
 * A window over a mapped file. Only one section of the file is mapped at a time, starting at the
 * record that did not fit into the previous one, so files may be larger than 2 GB, and than memory.
 */
final class MappedWindow extends ByteWindow {
  private final FileChannel channel;
  private final int windowBytes;
  private long sizeBytes;
  private MappedByteBuffer mapped;

  /**
   * Creates a window without mapping anything.
   *
   * @param channel closed with the window
   * @param sizeBytes end of the capture; bytes appended later are not read
   * @param windowBytes bytes to map at a time; more if a record needs more
   */
  MappedWindow(FileChannel channel, long sizeBytes, int windowBytes) {
    this.channel = channel;
    this.sizeBytes = sizeBytes;
    this.windowBytes = windowBytes;
  }

  @Override
  boolean slide(int bytes) {
    long from = position();
    if (failure() != null || sizeBytes - from < bytes) {
      return false;
    }
    MappedByteBuffer next;
    try {
      long length = Math.min(sizeBytes - from, Math.max(windowBytes, bytes));
      next = channel.map(FileChannel.MapMode.READ_ONLY, from, length);
    } catch (IOException e) {
      failed("The file cannot be mapped any further: " + e.getMessage() + ".");
      return false;
    }
    buffer.wrap(next);
    BufferUtil.free(mapped);
    mapped = next;
    base = from;
    index = 0;
    limit = next.capacity();
    return true;
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

  /** Reading beyond the new end would raise SIGBUS, which the JVM reports late, in any place. */
  @Override
  boolean endWithTheFile() {
    try {
      long size = channel.size();
      if (size >= sizeBytes) {
        return false;
      }
      sizeBytes = Math.max(size, position());
      limit = (int) Math.min(limit, sizeBytes - base);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  boolean isCut() {
    try {
      return channel.size() < position();
    } catch (IOException e) {
      return false;
    }
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
    BufferUtil.free(mapped);
    mapped = null;
    CloseHelper.quietClose(channel);
  }
}
