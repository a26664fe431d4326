package io.rttd.capture.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.agrona.CloseHelper;

/**
 * A window over a stream: a pipe, or decompressed bytes. It holds one chunk, which grows if a
 * single record is larger.
 */
final class StreamWindow extends ByteWindow {
  private static final int MAX_READ_BYTES = 64 * 1024;

  private final InputStream in;
  private final boolean unpacked;
  private byte[] chunk;
  private boolean ended;

  /**
   * Creates a window without reading anything.
   *
   * @param in blocks while there is no data; closed with the window
   * @param chunkBytes bytes to hold at a time; more if a record needs more
   */
  StreamWindow(InputStream in, int chunkBytes) {
    this(in, chunkBytes, false);
  }

  /** As above; {@code unpacked}: whether the data is compressed in the file. */
  StreamWindow(InputStream in, int chunkBytes, boolean unpacked) {
    this.in = in;
    this.unpacked = unpacked;
    chunk = new byte[chunkBytes];
    buffer.wrap(chunk);
  }

  @Override
  boolean isUnpacked() {
    return unpacked;
  }

  @Override
  boolean slide(int bytes) {
    makeRoom(bytes);
    while (limit < bytes) {
      int read = read(limit, chunk.length - limit);
      if (read < 0) {
        return false;
      }
      limit += read;
    }
    return true;
  }

  @Override
  boolean skipBeyondLimit(long bytes) {
    long left = bytes - (limit - index);
    base += limit;
    index = 0;
    limit = 0;
    while (left > 0) {
      int read = read(0, (int) Math.min(left, chunk.length));
      if (read < 0) {
        return false;
      }
      base += read;
      left -= read;
    }
    return true;
  }

  private void makeRoom(int bytes) {
    byte[] from = chunk;
    if (bytes > chunk.length) {
      chunk = Arrays.copyOf(chunk, Math.max(bytes, (int) Math.min(2L * chunk.length, 1 << 24)));
      buffer.wrap(chunk);
    }
    System.arraycopy(from, index, chunk, 0, limit - index);
    base += index;
    limit -= index;
    index = 0;
  }

  /** Bytes read into the chunk, or -1 at the end and after an error. */
  private int read(int at, int length) {
    if (ended) {
      return -1;
    }
    try {
      int read = in.read(chunk, at, Math.min(length, MAX_READ_BYTES));
      ended = read < 0;
      return read;
    } catch (IOException e) {
      ended = true;
      failed(e);
      return -1;
    }
  }

  @Override
  public void close() {
    ended = true;
    index = 0;
    limit = 0;
    buffer.wrap(0L, 0);
    CloseHelper.quietClose(in);
  }
}
